"""The web process behind a proxy. `manage.py up` has settings of its own."""

bind = "0.0.0.0:8000"
workers = 2
threads = 8  # each may hold one of the pool's connections to PostgreSQL
worker_class = "gthread"
preload_app = True
# Of a worker that no longer answers, not of a request: with gthread a founder on a slow line may take minutes over
# 25 MB, holding one of the threads. Checking a file takes three seconds of processor time at most, in its own process.
timeout = 60
graceful_timeout = 20
worker_tmp_dir = "/dev/shm"
control_socket_disable = True

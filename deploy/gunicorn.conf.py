"""The web process behind a proxy. `manage.py up` has settings of its own."""

bind = "0.0.0.0:8000"
workers = 2
threads = 8  # each may hold one of the pool's connections to PostgreSQL
worker_class = "gthread"
preload_app = True
timeout = 60
graceful_timeout = 20
worker_tmp_dir = "/dev/shm"
control_socket_disable = True

"""A Redis cache that answers "not there" when Redis is away, so that pages go on answering."""

import structlog
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

log = structlog.get_logger(__name__)


def forgiving(name, missing):
    def method(self, *args, **kwargs):
        try:
            return getattr(RedisCache, name)(self, *args, **kwargs)
        except (RedisError, OSError) as error:
            log.warning("cache away", operation=name, error=type(error).__name__)
            return missing(args, kwargs)

    method.__name__ = name
    return method


class ForgivingRedisCache(RedisCache):
    """Reads miss and writes are dropped while Redis is away."""

    get = forgiving("get", lambda args, kwargs: args[1] if len(args) > 1 else kwargs.get("default"))
    get_many = forgiving("get_many", lambda args, kwargs: {})
    has_key = forgiving("has_key", lambda args, kwargs: False)
    add = forgiving("add", lambda args, kwargs: True)
    set = forgiving("set", lambda args, kwargs: None)
    set_many = forgiving("set_many", lambda args, kwargs: [])
    touch = forgiving("touch", lambda args, kwargs: False)
    delete = forgiving("delete", lambda args, kwargs: False)
    delete_many = forgiving("delete_many", lambda args, kwargs: None)
    clear = forgiving("clear", lambda args, kwargs: False)
    incr = forgiving("incr", lambda args, kwargs: 1)

"""Turns what somebody typed into a filter over a TokensField. The tokenizer is given by the room above."""

from django.utils.module_loading import import_string

TOKENIZER = "companies.formats.search_tokens.query_tokens"  # by name: base stands below companies


def query_filter(queryset, words, field):
    """Rows whose `field` holds every token of the query; nothing for a query without tokens."""
    wanted = import_string(TOKENIZER)(words or "")
    return queryset.filter(**{f"{field}__has_all": wanted}) if wanted else queryset.none()

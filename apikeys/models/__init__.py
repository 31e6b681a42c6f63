"""The tables of keys and of what was done with them."""

from apikeys.models.accesslog import AccessLog
from apikeys.models.idempotency import IdempotencyRecord
from apikeys.models.keys import ApiKey
from apikeys.models.nonces import OAuthNonce

__all__ = ["AccessLog", "ApiKey", "IdempotencyRecord", "OAuthNonce"]

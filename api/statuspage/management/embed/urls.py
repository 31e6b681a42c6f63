from api.statuspage.management.embed.views import EmbedConfig
from api.statuspage.management.routing import at

urlpatterns = [*at("pages/<uid:page_id>/status_embed_config", EmbedConfig)]

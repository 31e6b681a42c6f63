from api.statuspage.management.routing import at
from api.statuspage.management.schema.views import SchemaDocument

urlpatterns = [*at("schema", SchemaDocument)]

from api.statuspage.management.routing import at
from api.statuspage.management.templates.views import IncidentTemplates

urlpatterns = [*at("pages/<uid:page_id>/incident_templates", IncidentTemplates)]

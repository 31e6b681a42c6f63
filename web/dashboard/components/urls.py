from django.urls import path

from web.dashboard.components import correcting, editing, grouping, listing, noting, one, stating

urlpatterns = [
    path("", listing.components, name="components"),
    path("order/", listing.components_order, name="components-order"),
    path("new/", editing.component_new, name="component-new"),
    path("groups/new/", grouping.group_new, name="group-new"),
    path("groups/<slug:uid>/", grouping.group, name="group"),
    path("groups/<slug:uid>/delete/", grouping.group_delete, name="group-delete"),
    path("<slug:uid>/", one.component, name="component"),
    path("<slug:uid>/correct/", correcting.component_correct, name="component-correct"),
    path("<slug:uid>/notes/", noting.note_new, name="note-new"),
    path("notes/<slug:uid>/take-back/", noting.note_take_back, name="note-take-back"),
    path("<slug:uid>/status/", stating.component_state, name="component-state"),
    path("<slug:uid>/status/undo/", stating.component_state_undo, name="component-state-undo"),
    path("<slug:uid>/edit/", editing.component_edit, name="component-edit"),
    path("<slug:uid>/delete/", editing.component_delete, name="component-delete"),
]

"""The way back from an act, for the template of messages."""

from django import template

from web.dashboard.undo import undo_of

register = template.Library()
register.filter("undo", undo_of)

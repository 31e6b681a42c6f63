"""What may be said about organizations and their members."""

from api.base import fields
from api.native.maps import WordsMap
from statuspage.vocabulary import MembershipRole


class OrganizationInput(fields.StrictSerializer):
    """An organization to change."""

    name = fields.TextField()


class MemberChangesInput(fields.StrictSerializer):
    """What a member is and may do; `pages` maps each page's slug to the roles there, or null for none."""

    role = fields.ChoiceField(choices=MembershipRole.choices, required=False)
    pages = WordsMap(required=False)


class MemberInput(MemberChangesInput):
    """A person to take in; names are for those who have no account yet."""

    email = fields.TextField()
    first_name = fields.TextField(required=False)
    last_name = fields.TextField(required=False)

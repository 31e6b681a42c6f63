"""What a subscriber chooses: components, language, how often."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from statuspage import selectors
from statuspage.exceptions import Invalid, messages
from statuspage.languages import name_of
from statuspage.models import Component
from web.public.document import Sheet
from web.public.ways import Way
from webhooks.vocabulary import Digest, Scope

RHYTHMS = (
    ("", gettext_lazy("At once")),
    (Digest.DAILY.value, gettext_lazy("Once a day, in one message")),
    (Digest.WEEKLY.value, gettext_lazy("Once a week, in one message")),
)


@dataclass(frozen=True, slots=True)
class Leaf:
    """A component that may be chosen."""

    uid: str
    name: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Branch:
    """A group, or a run of components outside any group (without a name)."""

    uid: str
    name: str
    leaves: list[Leaf] = field(default_factory=list)


class Choice(forms.Form):
    """The form of what to be told of: without components unless `narrow`, without digests unless `rhythm`.

    Its errors stand beside the fields that the service names.
    """

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        sheet: Sheet,
        narrow: bool,
        rhythm: bool,
        spoken: bool = True,
        **given: Any,
    ) -> None:
        super().__init__(data, auto_id=False, **given)
        self.sheet = sheet
        self._sections = selectors.layout_of_page(sheet.page, sight=sheet.sight) if narrow else []
        self.components = {one.uid: one for section in self._sections for one in section.components}
        self.narrow = len(self.components) > 1
        page = sheet.page
        if self.narrow:
            self.fields["scope"] = forms.ChoiceField(
                choices=[(Scope.PAGE, ""), (Scope.COMPONENTS, "")], required=False, initial=Scope.PAGE.value
            )
            self.fields["components"] = forms.MultipleChoiceField(
                choices=[(uid, uid) for uid in self.components],
                required=False,
                error_messages={"invalid_choice": _("One of these is not on the page any more.")},
            )
        if rhythm:
            self.fields["digest"] = forms.ChoiceField(choices=RHYTHMS, required=False)
        if spoken and len(page.languages) > 1:
            self.fields["language"] = forms.ChoiceField(
                choices=[(code, name_of(code)) for code in page.languages],
                required=False,
                initial=sheet.language,
            )

    @property
    def tree(self) -> list[Branch]:
        """The components by group, as the page orders them."""
        chosen: Collection[str] = self["components"].value() or ()
        branches: list[Branch] = []
        for section in self._sections:
            leaves = [
                Leaf(one.uid, self.sheet.said(one, "name"), one.uid in chosen) for one in section.components
            ]
            if section.group is not None:
                branches.append(Branch(section.group.uid, self.sheet.said(section.group, "name"), leaves))
            elif branches and not branches[-1].name:
                branches[-1].leaves.extend(leaves)
            else:
                branches.append(Branch("", "", leaves))
        return branches

    @property
    def is_narrowed(self) -> bool:
        """Whether only some components are to be chosen."""
        return str(self["scope"].value()) == Scope.COMPONENTS

    def wish(self) -> dict[str, Any]:
        """What was chosen, in the words of the services."""
        clean = self.cleaned_data
        wish: dict[str, Any] = {}
        if self.narrow:
            scope = clean.get("scope") or Scope.PAGE.value
            wish["scope"] = scope
            wish["components"] = self._chosen(clean["components"]) if scope == Scope.COMPONENTS else []
        for name in ("digest", "language"):
            if name in self.fields:
                wish[name] = clean.get(name) or (self.sheet.language if name == "language" else "")
        return wish

    def refuse(self, error: Invalid) -> None:
        """Put what a service refused beside its fields."""
        for name, details in messages(error).items():
            for detail in details:
                self.add_error(name if name in self.fields else None, detail)

    def _chosen(self, uids: Collection[str]) -> list[Component]:
        return [component for uid, component in self.components.items() if uid in uids]


class Ask(Choice):
    """The form of somebody who asks to be told, about the `whole` page or one incident.

    It takes no other address by e-mail than the `own` one of a reader who is known.
    """

    def __init__(
        self, data: Mapping[str, Any] | None, *, way: Way, whole: bool, sheet: Sheet, own: str = ""
    ) -> None:
        people = not way.for_programs
        super().__init__(data, sheet=sheet, narrow=whole, rhythm=whole and people, spoken=people)
        self.own = own if way.kind == "email" else ""
        self.fields["address"] = forms.CharField(required=False)
        if way.for_programs:
            self.fields["contact_email"] = forms.CharField(required=False)
        # People never see it; programs that fill in whatever there is do.
        self.fields["subject"] = forms.CharField(required=False)

    def wish(self) -> dict[str, Any]:
        """What was chosen and for whom."""
        wish = super().wish()
        for name in ("address", "contact_email"):
            if name in self.fields:
                wish[name] = self.cleaned_data[name]
        if self.own:
            wish["address"] = self.own
        return {"language": self.sheet.language, **wish}

    @property
    def is_filled_by_a_program(self) -> bool:
        """Whether the field that people do not see holds something."""
        return bool(self.cleaned_data.get("subject"))

from allauth.account.forms import ResetPasswordKeyForm

from statuspage import services
from statuspage.actor import Actor


class MailedPasswordForm(ResetPasswordKeyForm):
    """The password that somebody chooses through the link in their mail, which makes it theirs alone."""

    def save(self) -> None:
        super().save()
        services.given_password_replace(user=self.user, by=Actor.for_user(self.user))

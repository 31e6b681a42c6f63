"""The paths under ``/accounts/``. The names are allauth's, which finds its own views by them."""

from allauth.account import views
from django.urls import path, re_path
from django.views.generic import RedirectView

from web.dashboard.accounts import invitations, oidc
from web.dashboard.accounts import views as own
from web.dashboard.accounts.passwords import where_passwords_open

_to_account = RedirectView.as_view(pattern_name="dashboard:account")

urlpatterns = [
    path("login/", own.sign_in, name="account_login"),
    path("login/passkey/", own.passkey_login, name="mfa_login_webauthn"),
    path("login/second-step/", own.second_step, name="mfa_authenticate"),
    path("logout/", views.logout, name="account_logout"),
    path("inactive/", views.account_inactive, name="account_inactive"),
    path("oidc/sign-in/", oidc.begin, name="account_oidc"),
    path("invitation/<slug:token>/", invitations.invitation, name="account_invitation"),
    path("signup/", views.signup, name="account_signup"),
    path("reauthenticate/", views.reauthenticate, name="account_reauthenticate"),
    path("reauthenticate/code/", own.code_again, name="mfa_reauthenticate"),
    path("reauthenticate/passkey/", own.passkey_again, name="mfa_reauthenticate_webauthn"),
    # What allauth would list on pages of its own stands under "Your account".
    path("two-factor/", _to_account, name="mfa_index"),
    path("passkeys/", _to_account, name="mfa_list_webauthn"),
    path("authenticator-app/on/", own.totp_on, name="mfa_activate_totp"),
    path("authenticator-app/off/", own.totp_off, name="mfa_deactivate_totp"),
    path("recovery-codes/", own.codes_shown, name="mfa_view_recovery_codes"),
    path("recovery-codes/new/", own.codes_renewed, name="mfa_generate_recovery_codes"),
    path("passkeys/add/", own.passkey_add, name="mfa_add_webauthn"),
    path("passkeys/<slug:ref>/name/", own.passkey_name, name="mfa_edit_webauthn"),
    path("passkeys/<slug:ref>/remove/", own.passkey_remove, name="mfa_remove_webauthn"),
    # Addresses change through the services alone; allauth asks for the name of its page for them.
    path("email/", RedirectView.as_view(pattern_name="account_change_password"), name="account_email"),
    path("password/change/", where_passwords_open(views.password_change), name="account_change_password"),
    path("password/set/", where_passwords_open(views.password_set), name="account_set_password"),
    path("password/reset/", where_passwords_open(views.password_reset), name="account_reset_password"),
    path("password/reset/done/", views.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        where_passwords_open(views.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        views.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
]

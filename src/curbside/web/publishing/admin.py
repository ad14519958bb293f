"""The back office, for whoever runs the site: accounts and roles, and the trail to read. The board works on the site.

Every change of a role is a row of the trail. Articles, versions and decisions are not here: they change by the rules
of the review alone. Nobody is deleted, since signatures name people: who leaves is made inactive.
"""

from typing import Any

from allauth.account.decorators import secure_admin_login
from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone

from curbside.web.accounts.models import GIVEN, User
from curbside.web.publishing.audit import record
from curbside.web.publishing.models import ReviewEvent

# Not Django's own site: there every package would put tables that nobody's trail speaks of.
site = admin.AdminSite()
site.site_header = site.site_title = "Curbside: back office"
site.login = secure_admin_login(site.login)  # type: ignore[method-assign]  # throttled, second factor
site.disable_action("delete_selected")


class PersonForm(forms.ModelForm):
    """An account as whoever runs the site sees it."""

    roles = forms.MultipleChoiceField(
        choices=[(role.value, role.value) for role in GIVEN], required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = User
        fields = ("email", "name", "credentials", "roles", "is_active")


@admin.register(User, site=site)
class PersonAdmin(admin.ModelAdmin):
    """Gives accounts and roles. A password is set by its owner, by a link that comes by e-mail."""

    form = PersonForm
    list_display = ("name", "email", "roles", "absent_until", "is_active", "demonstration")
    search_fields = ("name", "email")
    readonly_fields = ("interests", "topics", "absent_until", "last_login")
    actions = ("forget_second_factors",)

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: Any) -> None:
        """Keep the account and write down what was changed."""
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)
        said = ", ".join(f"{name}: {form.cleaned_data[name]}" for name in form.changed_data)
        record("change account", article=None, by=request.user, now=timezone.now(), note=f"{obj.email}: {said}")

    @admin.action(description="Forget the second factors (lost telephone); they set one up anew")
    def forget_second_factors(self, request: HttpRequest, queryset: Any) -> None:
        """For whoever lost their telephone or key."""
        for person in queryset:
            Authenticator.objects.filter(user=person).delete()
            record("forget second factors", article=None, by=request.user, now=timezone.now(), note=person.email)
        self.message_user(request, "They sign in with their password and set up a second factor.")

    def has_delete_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        """Nobody is deleted."""
        return False


@admin.register(ReviewEvent, site=site)
class EventAdmin(admin.ModelAdmin):
    """The trail, to read."""

    list_display = ("at", "actor_name", "action", "article", "from_state", "to_state", "note")
    list_filter = ("action",)
    search_fields = ("actor_name", "note")

    def has_add_permission(self, _request: HttpRequest) -> bool:
        """Rows are written by what they record."""
        return False

    def has_change_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        """Rows never change."""
        return False

    def has_delete_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        """Rows are never deleted."""
        return False

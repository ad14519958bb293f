"""What the pages of articles take from people."""

from django import forms

from curbside.web.publishing.models import ProblemReport


class SubmitForm(forms.Form):
    """An answer becomes an article."""

    title = forms.CharField(max_length=300, label="Title", help_text="The question in general words: no patient.")
    topics = forms.CharField(max_length=300, required=False, label="Topics", help_text="Separated by commas.")


class ReportForm(forms.Form):
    """A reader's report of a problem."""

    category = forms.ChoiceField(choices=ProblemReport.CATEGORIES, label="What kind of problem?")
    text = forms.CharField(
        max_length=4000, widget=forms.Textarea(attrs={"rows": 4}), label="What is wrong, and where?",
        help_text="Write nothing about a patient.",
    )  # fmt: skip


class ProfileForm(forms.Form):
    """What somebody says of themselves."""

    interests = forms.CharField(
        max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3}), label="Your interests",
        help_text="Whatever a reader should know of: posts, fees, shares, family. Printed on the board's page.",
    )  # fmt: skip
    topics = forms.CharField(
        max_length=500, required=False, label="Topics you review",
        help_text="Separated by commas; reviews on them are offered to you first.",
    )  # fmt: skip
    absent_until = forms.DateField(
        required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), label="Away until",
        help_text="You get no new work before that day, and what waits for you now goes to others at once.",
    )  # fmt: skip

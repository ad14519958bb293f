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

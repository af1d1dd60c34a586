"""One form per step of an application, made from the form's definition."""

from recruitment.forms.steps.form import StepForm, hint
from recruitment.forms.steps.kinds import KINDS, Round
from recruitment.forms.steps.texts import HIDDEN_MARKS, clean_text

__all__ = ["HIDDEN_MARKS", "KINDS", "Round", "StepForm", "clean_text", "hint"]

"""Files handed back to whoever put them with an application being written."""

from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.http import require_safe

from recruitment.models import Draft
from recruitment.rules.files import SANDBOX
from recruitment.views.apply import opens_draft


@opens_draft
@require_safe
def file(_request: HttpRequest, draft: Draft, *, key: str) -> FileResponse:
    """The file that answers a question, as a download: never shown by us, kept by no cache."""
    row = draft.files.filter(field=key).first()
    if row is None:
        raise Http404
    response = FileResponse(row.file.open("rb"), as_attachment=True, filename=row.name, content_type=row.media_type)
    response["Content-Security-Policy"] = SANDBOX
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response

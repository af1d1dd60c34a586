"""What editors may put on a page."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

FEATURES = ["h2", "h3", "bold", "italic", "ol", "ul", "link", "document-link"]
SMALL_FEATURES = ["bold", "italic", "link"]


class FactBlock(blocks.StructBlock):
    """One term and its value."""

    term = blocks.CharBlock(label=_("What it is"), max_length=80)
    value = blocks.CharBlock(label=_("Value"), max_length=300)


class FactsBlock(blocks.StructBlock):
    """Facts side by side, such as opening hours; a role's own terms come from the role."""

    heading = blocks.CharBlock(label=_("Heading"), required=False, max_length=80)
    rows = blocks.ListBlock(FactBlock(label=_("Fact")), label=_("Facts"), min_num=1)

    class Meta:
        icon = "list-ul"
        label = _("Facts")
        template = "pages/blocks/facts.html"


class NoticeBlock(blocks.StructBlock):
    """Something that must not be missed; one on a page is enough."""

    TONES = [("info", _("For information")), ("waiting", _("Please note")), ("good", _("Good news"))]

    tone = blocks.ChoiceBlock(label=_("Kind"), choices=TONES, default="info")
    title = blocks.CharBlock(label=_("Title"), required=False, max_length=120)
    text = blocks.RichTextBlock(label=_("Text"), features=SMALL_FEATURES)

    class Meta:
        icon = "warning"
        label = _("Notice")
        template = "pages/blocks/notice.html"


class StepBlock(blocks.StructBlock):
    """One step of several."""

    title = blocks.CharBlock(label=_("Step"), max_length=80)
    text = blocks.TextBlock(label=_("What happens"), max_length=400)


class StepsBlock(blocks.StructBlock):
    """Steps in order; they are numbered by themselves."""

    heading = blocks.CharBlock(label=_("Heading"), required=False, max_length=80)
    steps = blocks.ListBlock(StepBlock(label=_("Step")), label=_("Steps"), min_num=2)

    class Meta:
        icon = "list-ol"
        label = _("Steps")
        template = "pages/blocks/steps.html"


class QuoteBlock(blocks.StructBlock):
    """Words of somebody, who agreed to be quoted."""

    quote = blocks.TextBlock(label=_("Words"), max_length=500)
    source = blocks.CharBlock(
        label=_("Who said it"),
        required=False,
        max_length=120,
        help_text=_("Never a client of the organisation, not even without a name."),
    )

    class Meta:
        icon = "openquote"
        label = _("Quotation")
        template = "pages/blocks/quote.html"


class ImageBlock(blocks.StructBlock):
    """A picture with words for those who do not see it."""

    image = ImageChooserBlock(label=_("Image"))
    alt = blocks.CharBlock(
        label=_("What the picture shows"),
        max_length=200,
        help_text=_("Read aloud to people who cannot see it. Say what matters about it, in one sentence."),
    )
    caption = blocks.CharBlock(label=_("Caption"), required=False, max_length=200)

    class Meta:
        icon = "image"
        label = _("Image")
        template = "pages/blocks/image.html"


BODY = [
    ("text", blocks.RichTextBlock(label=_("Text"), features=FEATURES, template="pages/blocks/text.html")),
    ("facts", FactsBlock()),
    ("notice", NoticeBlock()),
    ("steps", StepsBlock()),
    ("quote", QuoteBlock()),
    ("image", ImageBlock()),
]

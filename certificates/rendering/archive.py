"""What makes a document last and readable aloud: PDF/A-3a and PDF/UA-1, claimed together in one packet."""

import zlib
from typing import Any
from xml.etree.ElementTree import Element, SubElement, fromstring, register_namespace, tostring

import pydyf  # type: ignore[import-untyped]

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
UA = "http://www.aiim.org/pdfua/ns/id/"
EXTENSION = "http://www.aiim.org/pdfa/ns/extension/"
SCHEMA = "http://www.aiim.org/pdfa/ns/schema#"
PROPERTY = "http://www.aiim.org/pdfa/ns/property#"

# Validators check these prefixes by name.
for _prefix, _address in (("pdfaExtension", EXTENSION), ("pdfaSchema", SCHEMA), ("pdfaProperty", PROPERTY)):
    register_namespace(_prefix, _address)

CHINESE = "zh-Hant-HK"
LEVEL = 6  # the last per cent of size costs half the time


def _texts(parent: Element, space: str, values: dict[str, str]) -> None:
    for name, text in values.items():
        SubElement(parent, f"{{{space}}}{name}").text = text


def _resource(parent: Element, space: str, name: str, container: str) -> Element:
    """``<space:name><rdf:container><rdf:li rdf:parseType="Resource">``"""
    holder = SubElement(SubElement(parent, f"{{{space}}}{name}"), f"{{{RDF}}}{container}")
    return SubElement(holder, f"{{{RDF}}}li", {f"{{{RDF}}}parseType": "Resource"})


def with_accessibility(packet: bytes) -> bytes:
    """The metadata of an archival document that claims PDF/UA-1 too, and describes that claim as archives demand."""
    rdf = fromstring(packet)  # noqa: S314 - written by WeasyPrint a moment ago
    claim = SubElement(rdf, f"{{{RDF}}}Description", {f"{{{RDF}}}about": ""})
    SubElement(claim, f"{{{UA}}}part").text = "1"
    description = SubElement(rdf, f"{{{RDF}}}Description", {f"{{{RDF}}}about": ""})
    schema = _resource(description, EXTENSION, "schemas", "Bag")
    _texts(
        schema,
        SCHEMA,
        {"schema": "PDF/UA Universal Accessibility Schema", "namespaceURI": UA, "prefix": "pdfuaid"},
    )
    part = _resource(schema, SCHEMA, "property", "Seq")
    _texts(
        part,
        PROPERTY,
        {
            "name": "part",
            "valueType": "Integer",
            "category": "internal",
            "description": "Indicates which part of ISO 14289 standard is followed",
        },
    )
    return bytes(tostring(rdf, encoding="utf-8"))


def claim_both(document: Any) -> None:
    """Let a rendered document claim PDF/UA-1 in the one packet that PDF/A reads."""
    plain = document.metadata.generate_rdf_metadata
    document.metadata.generate_rdf_metadata = lambda *args: with_accessibility(plain(*args))


def draw_behind(pdf: Any, compressed: bytes, drawing: bytes) -> None:
    """Lay the doorway and a drawing under what is already on the page."""
    page = next(item for item in pdf.objects if isinstance(item, dict) and item.get("Type") == "/Page")
    behind = (
        pydyf.Stream([compressed], extra={"Filter": "/FlateDecode"}),
        pydyf.Stream([drawing], compress=True),
    )
    for stream in behind:
        pdf.add_object(stream)
    page["Contents"] = pydyf.Array([*(stream.reference for stream in behind), page["Contents"]])


def relate_once(pdf: Any) -> None:
    """Name each attached file once; WeasyPrint names those of archival documents twice."""
    if "AF" in pdf.catalog:
        pdf.catalog["AF"] = pydyf.Array(dict.fromkeys(pdf.catalog["AF"]))


def compress_once(pdf: Any) -> None:
    """Compress every stream now: the writer asks for each one's data twice, to write it and to identify the file."""
    for stream in pdf.objects:
        if isinstance(stream, pydyf.Stream) and stream.compress:
            plain = pydyf.Stream(stream.stream).data
            content = plain[plain.index(b"stream\n") + 7 : -len(b"\nendstream")]
            stream.stream, stream.compress = [zlib.compress(content, LEVEL)], False
            stream.extra["Filter"] = "/FlateDecode"


def name_the_chinese(pdf: Any) -> None:
    """Give Chinese passages their language, so that they are read aloud as Chinese.

    WeasyPrint writes only the document's language. The template marks Chinese with ``<a lang="zh-Hant">`` without
    an address: the one element that arrives in the structure tree in a form nothing else has (a link to nowhere).
    """
    for element in pdf.objects:
        if not isinstance(element, dict) or element.get("S") != "/Link":
            continue
        if all(isinstance(kid, int) for kid in element["K"]):
            element["S"] = "/Span"
            element["Lang"] = pydyf.String(CHINESE)

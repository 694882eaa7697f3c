"""A PDF page -> whether text of a colour can be seen at a place. Does not look into images."""

import ctypes
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as pdfium

_PALE = 250  # of 255 in each of red, green, blue: white to the eye
_OPAQUE = 10  # of 255; text with less alpha cannot be seen
_MAX_AREAS = 5_000  # a page of drawings; white text on it is taken for visible


@dataclass(frozen=True, slots=True)
class _Area:
    left: float
    bottom: float
    right: float
    top: float


class Backgrounds:
    """The areas of a page that are not white; looked up when the first white text is met."""

    def __init__(self, page: pypdfium2.PdfPage) -> None:
        """Look at nothing yet; the page must stay open."""
        self._page = page
        self._areas: list[_Area] | None = None

    def hide(self, x: float, y: float, colour: tuple[int, int, int], alpha: int) -> bool:
        """Whether text of this colour and alpha (0..255) cannot be seen at a point of the page."""
        if alpha < _OPAQUE:
            return True
        if min(colour) < _PALE:
            return False
        if self._areas is None:
            self._areas = self._find_areas()
        if len(self._areas) >= _MAX_AREAS:
            return False
        return not any(area.left <= x <= area.right and area.bottom <= y <= area.top for area in self._areas)

    def _find_areas(self) -> list[_Area]:
        areas: list[_Area] = []
        drawn = (pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_SHADING)
        for item in self._page.get_objects(filter=drawn, max_depth=5):
            if item.type != pdfium.FPDF_PAGEOBJ_PATH or _is_filled_dark(item.raw):
                areas.append(_Area(*item.get_bounds()))
                if len(areas) >= _MAX_AREAS:
                    break
        return areas


def _is_filled_dark(path: pypdfium2.PdfObject) -> bool:
    fill_mode, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(path, fill_mode, stroke)
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    pdfium.FPDFPageObj_GetFillColor(path, red, green, blue, alpha)
    return fill_mode.value != 0 and min(red.value, green.value, blue.value) < _PALE

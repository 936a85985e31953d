"""The page of fields and vocabularies says what the code says."""

from thuis_tui.casework import reference


def test_the_page_is_what_the_code_says() -> None:
    assert reference.PAGE.read_text("utf-8") == reference.page(), (
        "run: python -m thuis_tui.casework.reference"
    )


def test_the_page_has_both_languages() -> None:
    page = reference.page()
    assert "| `surname` | Achternaam | Surname |" in page
    assert "| `8` | Middelengebruik | Substance use |" in page

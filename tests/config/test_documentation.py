import re
from pathlib import Path

from config.environment import PREFIX, VARIABLES

ROOT = Path(__file__).parents[2]


def test_it_documents_every_variable_and_no_other():
    text = (ROOT / "docs" / "configuration.md").read_text()
    rows = re.findall(r"^\| `CANDOR_(\w+)`( \(secret\))? \|", text, re.MULTILINE)
    assert sorted(rows) == sorted((one.name, " (secret)" if one.secret else "") for one in VARIABLES)


def test_it_names_no_variable_anywhere_that_does_not_exist():
    known = {PREFIX + one.name for one in VARIABLES}
    known |= {f"{PREFIX}{one.name}_FILE" for one in VARIABLES if one.secret}
    files = [
        *ROOT.glob("*.md"),
        *ROOT.glob("docs/**/*.md"),
        *(path for path in ROOT.glob("deploy/**/*") if path.is_file()),
    ]
    named = {name for path in files for name in re.findall(r"\bCANDOR_[A-Z_]+[A-Z]\b", path.read_text())}
    assert named - known - {"CANDOR_BIND"} == set()


def test_its_links_lead_somewhere():
    for path in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)\)", path.read_text()):
            assert (path.parent / target).exists(), f"{path.name} links to {target}"

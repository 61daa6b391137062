r"""TeX's commands: which print a sign, which end a line, which have groups that are no words.

Names are without the backslash and the star (``\section*``).
"""

from __future__ import annotations

import unicodedata

_ONE_GROUP = (
    "label ref eqref pageref autoref cref Cref cite citep citet parencite footcite vspace hspace "
    "usepackage documentclass documentstyle RequirePackage pagestyle thispagestyle pagenumbering "
    "bibliographystyle bibliography includegraphics input include subfile color hypersetup "
    "geometry linespread theoremstyle ctexset graphicspath addbibresource lstset captionsetup "
    "hyphenation index cline cmidrule setmainfont setCJKmainfont setCJKsansfont setCJKmonofont "
    "thanks phantom hphantom vphantom bibitem title author date setstretch includepdf fancyhf "
    "fancyhead fancyfoot lhead chead rhead lfoot cfoot rfoot textcolor href parbox colorbox "
    "hyperref raisebox rotatebox scalebox foreignlanguage"
)
_TWO_GROUPS = (
    "setlength addtolength setcounter addtocounter newtheorem definecolor newcommand renewcommand "
    "newcolumntype fontsize DeclareMathOperator pdfbookmark multirow resizebox"
)
SKIPPED = {
    **dict.fromkeys(_ONE_GROUP.split(), 1),
    **dict.fromkeys(_TWO_GROUPS.split(), 2),
    **dict.fromkeys(("newenvironment", "titleformat", "titlespacing"), 5),
}
"""How many groups behind a command are no words of the text."""

_HEADINGS = "part chapter section subsection subsubsection paragraph subparagraph caption"
OWN_LINE = frozenset(_HEADINGS.split())
"""Commands whose group is a line of its own."""

_ENDING = (
    "par newpage clearpage maketitle item centering newline linebreak bigskip medskip smallskip "
    "quad qquad"
)
LINE_ENDS = frozenset(_ENDING.split())
GLUED = frozenset(("quad", "qquad", "newline", "linebreak"))
"""Those of them that are but a space."""

TABLES = frozenset(("tabular", "tabular*", "tabularx", "longtable", "tabulary", "array"))
TABLE_SIZES = {"tabular*": 2, "tabularx": 2, "tabulary": 2}
"""How many groups behind a table's name are no cells, where it is not one."""

LISTS = frozenset(("itemize", "enumerate", "description"))

SIGNS = {
    "%": "%", "&": "&", "#": "#", "_": "_", "{": "{", "}": "}", "$": "$",
    "textbackslash": "\\", "textasciitilde": "~", "textasciicircum": "^", "textbar": "|",
    "ldots": "…", "dots": "…", "cdots": "…", "textellipsis": "…", "dotsc": "…",
    "textendash": "–", "textemdash": "—", "textbullet": "•", "cdot": "·", "textdegree": "°",
    "degree": "°", "celsius": "℃", "textcelsius": "℃", "circ": "°", "times": "×", "div": "÷",
    "pm": "±", "mp": "∓", "leq": "≤", "le": "≤", "geq": "≥", "ge": "≥", "neq": "≠", "ne": "≠",
    "approx": "≈", "sim": "~", "equiv": "≡", "propto": "∝", "infty": "∞", "sum": "∑", "prod": "∏",
    "int": "∫", "partial": "∂", "nabla": "∇", "sqrt": "√", "in": "∈", "notin": "∉",
    "subset": "⊂", "cup": "∪", "cap": "∩", "forall": "∀", "exists": "∃", "rightarrow": "→",
    "to": "→", "leftarrow": "←", "Rightarrow": "⇒", "Leftrightarrow": "⇔", "uparrow": "↑",
    "downarrow": "↓", "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε",
    "varepsilon": "ε", "zeta": "ζ", "eta": "η", "theta": "θ", "iota": "ι", "kappa": "κ",
    "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "pi": "π", "rho": "ρ", "sigma": "σ",
    "tau": "τ", "phi": "φ", "varphi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω", "Gamma": "Γ",
    "Delta": "Δ", "Theta": "Θ", "Lambda": "Λ", "Pi": "Π", "Sigma": "Σ", "Phi": "Φ", "Psi": "Ψ",
    "Omega": "Ω", "S": "§", "P": "¶", "copyright": "©", "textcopyright": "©", "pounds": "£",
    "yen": "¥", "textyen": "¥", "euro": "€", "texteuro": "€", "ss": "ß", "ae": "æ", "AE": "Æ",
    "oe": "œ", "OE": "Œ", "o": "ø", "O": "Ø", "aa": "å", "AA": "Å", "l": "ł", "L": "Ł", "i": "ı",
    "LaTeX": "LaTeX", "TeX": "TeX", "XeLaTeX": "XeLaTeX", "quotedblbase": "„", "lq": "‘",
    "rq": "’", "textquotedblleft": "“", "textquotedblright": "”", "textquoteleft": "‘",
    "textquoteright": "’", "langle": "⟨", "rangle": "⟩", "lvert": "|", "rvert": "|",
}  # fmt: skip
"""What a command without arguments prints."""

ACCENTS = {
    "`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", "=": "\u0304", "u": "\u0306",
    ".": "\u0307", '"': "\u0308", "r": "\u030a", "H": "\u030b", "v": "\u030c", "d": "\u0323",
    "c": "\u0327", "k": "\u0328",
}  # fmt: skip
"""Commands that set a mark on the letter behind them, and the mark."""


def accented(name: str, letters: str) -> str:
    """A letter with the mark of an accent's command: ``accented("'", "e")`` is é."""
    return unicodedata.normalize("NFC", letters[:1].replace("ı", "i") + ACCENTS[name]) + letters[1:]

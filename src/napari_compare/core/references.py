"""The literature: every work that a docstring names by its DOI, as a paper cites it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

_DOI = re.compile(r"doi:(10\.\S+?)(?=[;,).]*(?:\s|$))")


@dataclass(frozen=True)
class Reference:
    """A published work.

    Parameters
    ----------
    authors
        Family names with initials, separated by commas: "Spearman C".
    year, title
        When it was published, and its title.
    source
        Journal, volume and pages.
    doi
        Digital object identifier.
    """

    authors: str
    year: int
    title: str
    source: str
    doi: str

    @property
    def cited(self) -> str:
        """How a text names it: "Costes et al. 2004"."""
        if not self.authors:
            return f"doi:{self.doi}"
        names = [re.sub(r" [A-Z]+$", "", name) for name in self.authors.split(", ")]
        named = f"{names[0]} et al." if len(names) > 2 else " and ".join(names)
        return f"{named} {self.year}"

    def __str__(self) -> str:
        link = f"https://doi.org/{self.doi}"
        if not self.authors:
            return link
        return f"{self.authors} ({self.year}) {self.title}. {self.source}. {link}"


def cited_in(text: str) -> tuple[Reference, ...]:
    """Return the works that a text names as "doi:10.…", in its order, each once.

    Of a work that is not in `REFERENCES` there is the DOI only.

    Examples
    --------
    >>> [work.cited for work in cited_in("Dice LR (1945) doi:10.2307/1932409.")]
    ['Dice 1945']
    """
    named = dict.fromkeys(_DOI.findall(text))
    return tuple(REFERENCES.get(doi) or Reference("", 0, "", "", doi) for doi in named)


_ALL = (
    Reference(
        "Bolte S, Cordelières FP",
        2006,
        "A guided tour into subcellular colocalization analysis in light microscopy",
        "J Microsc 224:213–232",
        "10.1111/j.1365-2818.2006.01706.x",
    ),
    Reference(
        "Clifford P, Richardson S, Hémon D",
        1989,
        "Assessing the significance of the correlation between two spatial processes",
        "Biometrics 45:123–134",
        "10.2307/2532039",
    ),
    Reference(
        "Costes SV, Daelemans D, Cho EH, Dobbin Z, Pavlakis G, Lockett S",
        2004,
        "Automatic and quantitative measurement of protein-protein colocalization in live cells",
        "Biophys J 86:3993–4003",
        "10.1529/biophysj.103.038422",
    ),
    Reference(
        "Dice LR",
        1945,
        "Measures of the amount of ecologic association between species",
        "Ecology 26:297–302",
        "10.2307/1932409",
    ),
    Reference(
        "Harris CR, Millman KJ, van der Walt SJ, et al.",
        2020,
        "Array programming with NumPy",
        "Nature 585:357–362",
        "10.1038/s41586-020-2649-2",
    ),
    Reference(
        "Hedges LV",
        1981,
        "Distribution theory for Glass's estimator of effect size and related estimators",
        "J Educ Stat 6:107–128",
        "10.3102/10769986006002107",
    ),
    Reference(
        "Hellinger E",
        1909,
        "Neue Begründung der Theorie quadratischer Formen von unendlichvielen Veränderlichen",
        "J Reine Angew Math 136:210–271",
        "10.1515/crll.1909.136.210",
    ),
    Reference(
        "Jaccard P",
        1912,
        "The distribution of the flora in the alpine zone",
        "New Phytol 11:37–50",
        "10.1111/j.1469-8137.1912.tb05611.x",
    ),
    Reference(
        "Kendall MG",
        1945,
        "The treatment of ties in ranking problems",
        "Biometrika 33:239–251",
        "10.1093/biomet/33.3.239",
    ),
    Reference(
        "Li CH, Tam PKS",
        1998,
        "An iterative algorithm for minimum cross entropy thresholding",
        "Pattern Recognit Lett 19:771–776",
        "10.1016/S0167-8655(98)00057-9",
    ),
    Reference(
        "Li Q, Lau A, Morris TJ, Guo L, Fordyce CB, Stanley EF",
        2004,
        "A syntaxin 1, Gαo, and N-type calcium channel complex at a presynaptic nerve terminal: "
        "analysis by quantitative immunocolocalization",
        "J Neurosci 24:4070–4081",
        "10.1523/JNEUROSCI.0346-04.2004",
    ),
    Reference(
        "Lin J",
        1991,
        "Divergence measures based on the Shannon entropy",
        "IEEE Trans Inf Theory 37:145–151",
        "10.1109/18.61115",
    ),
    Reference(
        "Lin LI",
        1989,
        "A concordance correlation coefficient to evaluate reproducibility",
        "Biometrics 45:255–268",
        "10.2307/2532051",
    ),
    Reference(
        "Lord SJ, Velle KB, Mullins RD, Fritz-Laylin LK",
        2020,
        "SuperPlots: communicating reproducibility and variability in cell biology",
        "J Cell Biol 219:e202001064",
        "10.1083/jcb.202001064",
    ),
    Reference(
        "Manders EMM, Verbeek FJ, Aten JA",
        1993,
        "Measurement of co-localization of objects in dual-colour confocal images",
        "J Microsc 169:375–382",
        "10.1111/j.1365-2818.1993.tb03313.x",
    ),
    Reference(
        "napari contributors",
        2019,
        "napari: a multi-dimensional image viewer for Python",
        "Zenodo",
        "10.5281/zenodo.3555620",
    ),
    Reference(
        "Otsu N",
        1979,
        "A threshold selection method from gray-level histograms",
        "IEEE Trans Syst Man Cybern 9:62–66",
        "10.1109/TSMC.1979.4310076",
    ),
    Reference(
        "Pearson K",
        1896,
        "Mathematical contributions to the theory of evolution. III. Regression, heredity, and "
        "panmixia",
        "Philos Trans R Soc A 187:253–318",
        "10.1098/rsta.1896.0007",
    ),
    Reference(
        "Pearson K",
        1901,
        "On lines and planes of closest fit to systems of points in space",
        "Philos Mag 2:559–572",
        "10.1080/14786440109462720",
    ),
    Reference(
        "Pele O, Werman M",
        2010,
        "The quadratic-chi histogram distance family",
        "Computer Vision – ECCV 2010:749–762",
        "10.1007/978-3-642-15552-9_54",
    ),
    Reference(
        "Ridler TW, Calvard S",
        1978,
        "Picture thresholding using an iterative selection method",
        "IEEE Trans Syst Man Cybern 8:630–632",
        "10.1109/TSMC.1978.4310039",
    ),
    Reference(
        "Rubner Y, Tomasi C, Guibas LJ",
        2000,
        "The earth mover's distance as a metric for image retrieval",
        "Int J Comput Vis 40:99–121",
        "10.1023/A:1026543900054",
    ),
    Reference(
        "Shannon CE",
        1948,
        "A mathematical theory of communication",
        "Bell Syst Tech J 27:379–423",
        "10.1002/j.1538-7305.1948.tb01338.x",
    ),
    Reference(
        "Singan VR, Jones TR, Curran KM, Simpson JC",
        2011,
        "Dual channel rank-based intensity weighting for quantitative co-localization of "
        "microscopy images",
        "BMC Bioinformatics 12:407",
        "10.1186/1471-2105-12-407",
    ),
    Reference(
        "Spearman C",
        1904,
        "The proof and measurement of association between two things",
        "Am J Psychol 15:72–101",
        "10.2307/1412159",
    ),
    Reference(
        "Studholme C, Hill DLG, Hawkes DJ",
        1999,
        "An overlap invariant entropy measure of 3D medical image alignment",
        "Pattern Recognit 32:71–86",
        "10.1016/S0031-3203(98)00091-0",
    ),
    Reference(
        "Swain MJ, Ballard DH",
        1991,
        "Color indexing",
        "Int J Comput Vis 7:11–32",
        "10.1007/BF00130487",
    ),
    Reference(
        "van der Walt S, Schönberger JL, Nunez-Iglesias J, et al.",
        2014,
        "scikit-image: image processing in Python",
        "PeerJ 2:e453",
        "10.7717/peerj.453",
    ),
    Reference(
        "Wang Z, Bovik AC, Sheikh HR, Simoncelli EP",
        2004,
        "Image quality assessment: from error visibility to structural similarity",
        "IEEE Trans Image Process 13:600–612",
        "10.1109/TIP.2003.819861",
    ),
    Reference(
        "Welch BL",
        1947,
        "The generalization of 'Student's' problem when several different population variances are "
        "involved",
        "Biometrika 34:28–35",
        "10.1093/biomet/34.1-2.28",
    ),
    Reference(
        "Yen JC, Chang FJ, Chang S",
        1995,
        "A new criterion for automatic multilevel thresholding",
        "IEEE Trans Image Process 4:370–378",
        "10.1109/83.366472",
    ),
    Reference(
        "Zack GW, Rogers WE, Latt SA",
        1977,
        "Automatic measurement of sister chromatid exchange frequency",
        "J Histochem Cytochem 25:741–753",
        "10.1177/25.7.70454",
    ),
    Reference(
        "Zou GY",
        2007,
        "Toward using confidence intervals to compare correlations",
        "Psychol Methods 12:399–413",
        "10.1037/1082-989X.12.4.399",
    ),
)
REFERENCES: Mapping[str, Reference] = MappingProxyType({work.doi: work for work in _ALL})

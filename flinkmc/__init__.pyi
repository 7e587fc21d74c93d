from flinkmc.api import Script as Script
from flinkmc.api import lint as lint
from flinkmc.api import parse as parse
from flinkmc.api import translate as translate
from flinkmc.lint.diagnostic import Diagnostic as Diagnostic
from flinkmc.translate.table import Translation as Translation

__version__: str

"""Asks PyPI's `pref-voting` (https://github.com/voting-tools/pref_voting, MIT) who wins by its Beat Path.

Reads one profile a line from stdin, `options ballot ballot ...`; a ballot is its ranks in the options' order, joined by
commas, `-` for an option that is left out. Answers each with one line: the winners, joined by commas.

Beat Path needs numpy and networkx. The package imports much more for its other hundred methods and for drawing
(numba, ortools, matplotlib, together 700 MB): these names are stood in for by empty modules here, so that nothing of
them has to be installed. None of them is called on the way that is taken.
"""

import importlib.abc
import importlib.machinery
import sys
import types

ABSENT = {
    "matplotlib", "multiprocess", "nashpy", "numba", "ortools", "pandas", "pathos", "preflibtools", "prefsampling",
    "random2", "scipy", "seaborn", "tqdm",
}


class Empty(types.ModuleType):
    """Whatever is asked of it is a decorator that leaves a function as it is (numba's `jit`), and nothing else."""

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return lambda *given, **_: given[0] if given and callable(given[0]) else lambda function: function


class Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(self, name, path, target=None):
        if name.split(".")[0] in ABSENT:
            return importlib.machinery.ModuleSpec(name, self, is_package=True)
        return None

    def create_module(self, spec):
        return Empty(spec.name)

    def exec_module(self, module):
        module.__path__ = []


sys.meta_path.insert(0, Finder())

from pref_voting.margin_based_methods import beat_path  # noqa: E402
from pref_voting.profiles_with_ties import ProfileWithTies  # noqa: E402


def main():
    for line in sys.stdin:
        options, *ballots = line.split()
        candidates = list(range(int(options)))
        ranks = [
            {option: int(rank) for option, rank in enumerate(ballot.split(",")) if rank != "-"} for ballot in ballots
        ]
        profile = ProfileWithTies(ranks, candidates=candidates)
        # Who is left out comes after all others.
        profile.use_extended_strict_preference()
        # Winning votes; its own default is margins.
        winners = beat_path(profile, strength_function=profile.support)
        print(",".join(map(str, winners)), flush=True)


main()

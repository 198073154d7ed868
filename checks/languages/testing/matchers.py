"""The names of matchers and assertions, by how much they ask for; in lower case and without underscores."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from checks.languages.testing.strength import Strength

_EXACT = """
    areequal aresame asserteq assertequal assertequals assertsame be beeq beequivalentto
    containsexactly deepeq deepequal deepstrictequal eq eql eqs equal equals equalto equalvalues
    exactly isequal isequalsameas isequalto issameas jsoneq matcharray matchsnapshot same
    strictequal strictlyequal tobe toequal tomatchinlinesnapshot tomatchsnapshot tostrictequal
"""
_PART = """
    assertcontains assertincludes assertinstanceof assertmatch bea beakindof beaninstanceof contain
    contains containsequivalentof doesmatch elementsmatch endswith endwith greater haslength hassize
    havecount havelength include includes isa isgreaterthan isinstanceof islessthan isoftype istype
    len lengthof less match matches regexp startswith startwith subset tobegreaterthan
    tobegreaterthanorequal tobeinstanceof tobelessthan tobelessthanorequal tocontain tocontainequal
    tohavelength tohaveproperty tomatch tomatchobject
"""
_PRESENCE = """
    arenotequal assert assertnotequals assertnotnil assertnotnull asserttrue bepresent betruthy
    exist exists isdefined isnotempty isnotequalto isnotnil isnotnull isok istrue notbeempty
    notbenull notempty notequal notequals notnil notnull notstrictequal notzero ok tobedefined
    tobetruthy true
"""


@cache
def strengths() -> Mapping[str, Strength]:
    """Name → what satisfies it."""
    named = {Strength.EXACT: _EXACT, Strength.PART: _PART, Strength.PRESENCE: _PRESENCE}
    return {name: strength for strength, names in named.items() for name in names.split()}

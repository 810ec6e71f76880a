"""Which licences ask for nothing but to be named. Pure.

Names are SPDX's (https://spdx.org/licenses/) or, where a package declares no SPDX expression, those of PyPI's
classifiers and a few spellings of its own. What is not listed, like what is not declared, needs a look by a person.
"""

PERMISSIVE = frozenset(
    {
        "0BSD",
        "Apache-2.0",
        "Apache-2.0 WITH LLVM-exception",
        "BSD-2-Clause",
        "BSD-3-Clause",
        "BSL-1.0",
        "CC0-1.0",
        "CNRI-Python",
        "ISC",
        "MIT",
        "PSF-2.0",
        "Zlib",
        "Apache Software License",
        "3-Clause BSD License",
        "BSD License",
        "ISC License (ISCL)",
        "MIT License",
        "Python Software Foundation License",
        "Apache 2.0 License",
    }
)


def is_permissive(licence: str) -> bool:
    """Whether one side of each OR has nothing but permissive licences; AND binds closer, as SPDX has it.

    Brackets are not read: an expression with them counts as not permissive, and a person looks at it.
    """
    return any(all(part in PERMISSIVE for part in choice.split(" AND ")) for choice in licence.split(" OR "))

"""Kconfiglib's answers to the trees FOLDER/0, FOLDER/1, …: FOLDER/answers.json.

FOLDER/environments.json says what the environment of each is. An answer is a dictionary: of the
texts written, or with `error` when Kconfiglib refuses, or with `crash` when it fails otherwise.
"""

import json
import os
import sys

import kconfiglib


def answer(folder, environment):
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    try:
        tree = kconfiglib.Kconfig("Kconfig", warn=False, warn_to_stderr=False)
        tree.load_config("assignments")
        tree.write_config(written + "config", save_old=False)
        tree.write_autoconf(written + "header")
        tree.write_min_config(written + "min")
    except (kconfiglib.KconfigError, OSError, UnicodeDecodeError) as error:
        return {"error": str(error)}
    except Exception as error:
        return {"crash": repr(error)}
    texts = {}
    for name in ("config", "header", "min"):
        with open(written + name, encoding="utf-8", newline="") as file:
            texts[name] = file.read()
    return texts


root = os.path.abspath(sys.argv[1])
written = os.path.join(root, "out.")
with open(os.path.join(root, "environments.json"), encoding="utf-8") as file:
    environments = json.load(file)
answers = [
    answer(os.path.join(root, str(number)), environment)
    for number, environment in enumerate(environments)
]
with open(os.path.join(root, "answers.json"), "w", encoding="utf-8") as file:
    json.dump(answers, file)

"""The public interface of the engine, and the only place where its parts are chosen.

Documents on disk in, cited answers out. Needs no web framework, no database server and no account.
"""

from curbside.answering.profiles import PROFILES, Profile
from curbside.engine.asking import Engine
from curbside.engine.building import generation_in_use, is_behind, open_engine, rebuild, update
from curbside.engine.bundle_rules import Check, Recheck, Result
from curbside.engine.bundling import make_bundle
from curbside.engine.describing import fault_of, redescribe, written_down
from curbside.engine.intake import FileReport, FileStatus, ingest_files
from curbside.engine.keeping import Finding, check, supersede, supersede_elsewhere, take_retractions, withdraw
from curbside.engine.meaning import sentence_model_is_installed
from curbside.engine.model import model_place, open_generator
from curbside.engine.pictures import page_picture
from curbside.engine.rechecking import recheck
from curbside.engine.trial import TrialIndex
from curbside.engine.waiting import Waiting, drop_copy, forget_waiting, keep_upload, waiting_files
from curbside.ingestion.description import is_open_licence

__all__ = [
    "PROFILES",
    "Check",
    "Engine",
    "FileReport",
    "FileStatus",
    "Finding",
    "Profile",
    "Recheck",
    "Result",
    "TrialIndex",
    "Waiting",
    "check",
    "drop_copy",
    "fault_of",
    "forget_waiting",
    "generation_in_use",
    "ingest_files",
    "is_behind",
    "is_open_licence",
    "keep_upload",
    "make_bundle",
    "model_place",
    "open_engine",
    "open_generator",
    "page_picture",
    "rebuild",
    "recheck",
    "redescribe",
    "sentence_model_is_installed",
    "supersede",
    "supersede_elsewhere",
    "take_retractions",
    "update",
    "waiting_files",
    "withdraw",
    "written_down",
]

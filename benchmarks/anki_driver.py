"""Runs inside Anki's own environment: one request a line on stdin, one answer a line on stdout.

Knows nothing of thuis. Records go in as ordinary notes, changes travel by Anki's normal sync, not by
the upload of a whole file, which is what Anki does once, for an empty server.
"""

import json
import sys
import time
from pathlib import Path
from typing import Any

from anki.collection import AddNoteRequest, Collection


class Driver:
    """Collections by name, all signed in to the one server."""

    def __init__(self, endpoint: str) -> None:
        self.endpoint = endpoint
        self.collections: dict[str, Collection] = {}
        self.auth: Any = None

    def open(self, name: str, path: str, first: bool) -> None:
        """Open a collection and bring it level with the server by the one-time transfer of a whole file."""
        collection = Collection(path)
        self.auth = collection.sync_login("u", "p", self.endpoint)
        collection.sync_collection(self.auth, False)
        collection.close_for_full_sync()
        collection.full_upload_or_download(auth=self.auth, server_usn=None, upload=first)
        collection.reopen(after_full_sync=True)
        self.collections[name] = collection

    def add(self, name: str, path: str) -> int:
        """Write records, each as a note of two fields."""
        collection = self.collections[name]
        basic = collection.models.by_name("Basic")
        requests = []
        with Path(path).open(encoding="utf-8") as lines:
            for line in lines:
                head, text = json.loads(line)
                note = collection.new_note(basic)
                note["Front"], note["Back"] = head, text
                requests.append(AddNoteRequest(note, 1))
        collection.add_notes(requests)
        return len(requests)

    def change(self, name: str, count: int, word: str) -> int:
        """Change the text of so many notes."""
        collection = self.collections[name]
        notes = [collection.get_note(number) for number in collection.find_notes("")[:count]]
        for note in notes:
            note["Back"] += f" {word}"
        collection.update_notes(notes)
        return len(notes)

    def sync(self, name: str) -> float:
        """One normal synchronisation, in seconds."""
        start = time.perf_counter()
        answer = self.collections[name].sync_collection(self.auth, False)
        took = time.perf_counter() - start
        if answer.required:
            raise RuntimeError(f"not a normal sync: {answer.required}")
        return took

    def count(self, name: str) -> int:
        """How many notes a collection has."""
        return self.collections[name].note_count()

    def close(self, name: str) -> None:
        """Close one collection."""
        self.collections.pop(name).close()


def main() -> None:
    """Answer requests until the input ends."""
    driver = Driver(sys.argv[1])
    for line in sys.stdin:
        request = json.loads(line)
        answer = getattr(driver, request.pop("do"))(**request)
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()

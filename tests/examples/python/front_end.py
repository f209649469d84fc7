"""A front end for a terminal, drawn from prompts alone: it shows what the daemon asks, and sends back what was chosen.

    front_end.py --actor siti waiting                 what waits for a person at this counter
    front_end.py --actor siti enrol 2024-0001         record an applicant
    front_end.py --actor siti submit order.json       order a card and see it through to its holder
    front_end.py --actor siti follow-order ID         go on with an order that another front end submitted

Whoever stops it loses nothing: the counter goes on, and the next front end finds everything where it was.
"""

import argparse
import pathlib
import sys

import grpc
from google.protobuf import json_format
from loket.v1 import common_pb2, enrolment_pb2, issuance_pb2, prompt_pb2

from counter import Counter, refusal
from screen import Screen

# Prompts that are answered by themselves before a person is called.
PATIENCE = 100
ENDS_WELL = {"order": {issuance_pb2.ORDER_STATE_HANDED_OVER}, "enrolment": {enrolment_pb2.ENROLMENT_STATE_SEALED}}
ENDS_BADLY = {
    "order": {
        issuance_pb2.ORDER_STATE_REFUSED,
        issuance_pb2.ORDER_STATE_CANCELLED,
        issuance_pb2.ORDER_STATE_EXHAUSTED,
        issuance_pb2.ORDER_STATE_VOIDED,
    },
    "enrolment": {enrolment_pb2.ENROLMENT_STATE_RELEASED, enrolment_pb2.ENROLMENT_STATE_ABANDONED},
}


class FrontEnd:
    """One person at one counter."""

    def __init__(self, counter, screen, options):
        self.counter = counter
        self.screen = screen
        self.options = options
        self.answers_left = PATIENCE

    def see_through(self, subject):
        """Shows what happens to a subject, asks what it asks, until it has ended; whether it ended well."""
        kind = subject.WhichOneof("subject").removesuffix("_id")
        asked = 0
        for change in self.counter.changes(subject):
            self.screen.state(change)
            if change.WhichOneof("event") == "progress":
                # What could not be recorded comes with a question too.
                prompt = change.progress.prompt
            else:
                state = getattr(getattr(change, kind), kind).state
                if state in ENDS_WELL[kind] | ENDS_BADLY[kind]:
                    return state in ENDS_WELL[kind]
                prompt = getattr(change, kind).prompt
            # Changes that came while an answer was given may carry questions that are over.
            while prompt and prompt.generation > asked:
                asked = prompt.generation
                prompt = self.settle(prompt)

    def settle(self, prompt):
        """Asks until the prompt is answered; returns the next one, if it is there already."""
        while True:
            try:
                self.screen.prompt(prompt, lambda name: self.counter.picture(prompt, name))
                choice = self.choose(prompt)
                return self.answer(prompt, choice)
            except grpc.RpcError as error:
                self.screen.say(self.screen.words(*refusal(error)))
            present = self.counter.prompt(prompt.subject)
            if present is None or present.generation != prompt.generation:
                return present

    def answer(self, prompt, choice):
        """Gives an answer and shows what comes of it; returns the next prompt."""
        for event in self.counter.answer(prompt, choice, self.content(choice)):
            if event.WhichOneof("event") == "outcome":
                return event.outcome.next if event.outcome.HasField("next") else None
            self.screen.event(event)
        return None

    def choose(self, prompt):
        """The person's choice; the usual one with --auto."""
        if not self.options.auto:
            return self.screen.choice(prompt)
        self.answers_left -= 1
        if self.answers_left < 0:
            sys.exit("too many questions; this needs a person")
        return prompt.choices[0]

    def content(self, choice):
        """What must come with a choice."""
        if choice.input == prompt_pb2.CHOICE_INPUT_NOTE:
            return {"note": self.screen.ask(self.screen.words("Why:", "Alasan:"))}
        if choice.input == prompt_pb2.CHOICE_INPUT_BIODATA:
            path = self.options.biodata or self.screen.ask(self.screen.words("File with biodata:", "Berkas biodata:"))
            return {"biodata": json_format.Parse(pathlib.Path(path).read_text(), common_pb2.Biodata())}
        if choice.input == prompt_pb2.CHOICE_INPUT_PNG:
            path = self.options.signature or self.screen.ask(
                self.screen.words("File with signature:", "Berkas tanda tangan:")
            )
            return {"png": pathlib.Path(path).read_bytes()}
        return {}


def waiting(counter, screen):
    """Lists what waits for a person."""
    for prompt in counter.waiting():
        about = prompt.subject.order_id or prompt.subject.enrolment_id
        screen.say(f"{about}  {screen.text(prompt)}")


def subject_of(counter, options):
    """What this front end is to see through."""
    if options.command == "enrol":
        return prompt_pb2.Subject(enrolment_id=counter.enrol(options.case).enrolment_id)
    if options.command == "submit":
        request = json_format.Parse(pathlib.Path(options.order).read_text(), issuance_pb2.SubmitOrderRequest())
        return prompt_pb2.Subject(order_id=counter.submit(request).order_id)
    return prompt_pb2.Subject(order_id=options.order_id)


def arguments():
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--connect", default="unix:counter/loket.sock", help="gRPC address of the daemon")
    parser.add_argument("--actor", required=True, help="account of the person who works here")
    parser.add_argument("--language", choices=["en", "id"], default="id")
    parser.add_argument("--auto", action="store_true", help="give the usual answer to every prompt")
    parser.add_argument("--pictures", default="pictures", help="folder for pictures; they show applicants and cards, so erase them")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("waiting")
    enrol = commands.add_parser("enrol")
    enrol.add_argument("case")
    enrol.add_argument("--biodata", help="file with the biodata, JSON")
    enrol.add_argument("--signature", help="file with the signature, PNG")
    commands.add_parser("submit").add_argument("order", help="file with a SubmitOrderRequest, JSON")
    commands.add_parser("follow-order").add_argument("order_id")
    return parser.parse_args()


def main():
    """Runs one command; the exit code says whether what was asked for was reached."""
    options = arguments()
    counter, screen = Counter(options.connect, options.actor), Screen(options.language, options.pictures)
    try:
        if options.command == "waiting":
            return waiting(counter, screen)
        subject = subject_of(counter, options)
        screen.say(subject.order_id or subject.enrolment_id)
        well = FrontEnd(counter, screen, options).see_through(subject)
    except grpc.RpcError as error:
        sys.exit(screen.words(*refusal(error)))
    sys.exit(0 if well else 1)


if __name__ == "__main__":
    main()

"""The terminal: draws prompts, asks for answers, keeps pictures. It knows no kind of prompt, only what each one says."""

import pathlib

from loket.v1 import common_pb2, enrolment_pb2, issuance_pb2, prompt_pb2


class Screen:
    """A terminal in one language (`en` or `id`); pictures go to a folder."""

    def __init__(self, language, folder):
        self.language = language
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)

    def words(self, english, indonesian):
        """One of two texts."""
        return indonesian if self.language == "id" else english

    def text(self, message, field="text"):
        """A field that the API has in both languages, such as `text_en` and `text_id`."""
        return getattr(message, f"{field}_{self.language}")

    def say(self, text):
        """One line."""
        print(text, flush=True)

    def ask(self, question):
        """What the person types, without blanks around it."""
        print(question, end=" ", flush=True)
        return input().strip()

    def keep(self, name, content, media_type):
        """Keeps a picture and says where."""
        path = self.folder / f"{name.replace(':', '-')}.{'png' if 'png' in media_type else 'jpg'}"
        path.write_bytes(content)
        self.say(f"    {path}")

    def prompt(self, prompt, picture):
        """Draws a prompt; `picture(name)` gets a picture of its evidence."""
        self.say(f"\n== {prompt_pb2.PromptKind.Name(prompt.kind)} · {prompt.generation} ==")
        self.say(self.text(prompt))
        if prompt.HasField("condition"):
            self.condition(prompt.condition)
        for evidence in prompt.evidence:
            if evidence.WhichOneof("value") == "picture":
                self.say(f"  {self.text(evidence, 'label')}:")
                name = f"{prompt.generation}-{evidence.name}"
                self.keep(name, picture(evidence.name), evidence.picture)
            else:
                self.say(f"  {self.text(evidence, 'label')}: {evidence.reading}")
        for number, choice in enumerate(prompt.choices, 1):
            self.say(f"  {number}) {self.text(choice, 'label')}")

    def choice(self, prompt):
        """The choice whose number the person types."""
        while True:
            typed = self.ask(self.words("Your choice:", "Pilihan Anda:"))
            if typed.isdigit() and 1 <= int(typed) <= len(prompt.choices):
                return prompt.choices[int(typed) - 1]

    def condition(self, condition):
        """What is wrong, and what to do."""
        self.say(f"  ! {condition.reason} ({condition.detail}): {self.text(condition, 'remedy')}")

    def state(self, change):
        """An order, an enrolment or the progress of a print as the watch tells it."""
        kind = change.WhichOneof("event")
        if kind == "progress":
            progress = change.progress
            if progress.total:
                self.say(f"-- {100 * progress.sent // progress.total} %")
            if progress.HasField("hold"):
                self.condition(progress.hold)
        elif kind == "order":
            self.say(f"-- {issuance_pb2.OrderState.Name(change.order.order.state)} {change.order.event}")
        else:
            enrolment = change.enrolment.enrolment
            missing = ", ".join(enrolment.missing)
            self.say(f"-- {enrolment_pb2.EnrolmentState.Name(enrolment.state)} {missing}")

    def event(self, event):
        """What happens while the daemon acts on an answer."""
        kind = event.WhichOneof("event")
        if kind == "hint":
            hint = event.hint
            finger, wish = common_pb2.FingerPosition.Name(hint.position), common_pb2.HintKind.Name(hint.kind)
            if hint.kind != common_pb2.HINT_KIND_TRANSFERRING:
                self.say(f"  >> {self.text(hint)} [{finger} {wish}]")
        elif kind == "try":
            attempt = getattr(event, "try")
            self.say(f"  {self.words('Try', 'Percobaan')} {attempt.number}: {attempt.quality}/100 {attempt.problem}")
        elif kind == "photo":
            self.keep(f"photo-{event.photo.take}", event.photo.jpeg, "image/jpeg")
            for measure in event.photo.measures:
                if not measure.passed:
                    self.say(f"  ! {measure.name}: {self.text(measure, 'remedy')}")
        elif kind == "chip":
            self.say(
                f"  {self.words('The chip says', 'Isi chip')}: {event.chip.biodata.name}, {event.chip.biodata.nik}"
            )
            self.keep("chip-photo", event.chip.photo_jpeg, "image/jpeg")
        elif kind == "match":
            verdict = (
                self.words("same finger", "jari cocok")
                if event.match.matched
                else self.words("no match", "tidak cocok")
            )
            self.say(f"  {verdict} ({event.match.score}, {self.words('needs', 'minimal')} {event.match.threshold})")

#!/bin/bash
# Sees one card through with grpcurl and jq: lists the devices, submits an order from a file, answers its prompts until the
# card is handed over.
#
#     issue.sh counter/loket.sock siti order.json
#
# The file holds a SubmitOrderRequest as JSON. With AUTO=1 every prompt gets its usual answer.
set -euo pipefail

socket=$1 actor="{\"id\": \"$2\", \"role\": \"ROLE_OPERATOR\"}" order=$3

# Over a Unix socket gRPC names the socket's path as the host, which HTTP/2 servers refuse (RST_STREAM with
# PROTOCOL_ERROR); any proper host name will do. The request is read from standard input.
call() {
    grpcurl -plaintext -unix -authority localhost -max-msg-sz 33554432 -d @ "$socket" "loket.v1.$1"
}

# Asks what a prompt asks; sets `choice` to the key of the answer and `note` to what must come with it.
choose() {
    local prompt=$1 number=1 input
    jq -r '"\n== \(.kind) ==", .textId, .textEn, (.condition.remedyId // empty)' <<<"$prompt"
    jq -r '.choices | to_entries[] | "  \(.key + 1)) \(.value.labelId) / \(.value.labelEn)"' <<<"$prompt"
    [ -n "${AUTO:-}" ] || read -rp "Pilihan Anda / Your choice: " number </dev/tty
    read -r choice input < <(jq -r --argjson n "$number" '.choices[$n - 1] | "\(.key) \(.input)"' <<<"$prompt")
    note=""
    [ "$input" != CHOICE_INPUT_NOTE ] || read -rp "Alasan / Why: " note </dev/tty
}

# Answers a prompt and shows what comes of it. grpcurl shows a refusal; the next turn shows what waits after it. With AUTO
# nobody is there to read it, so it ends the script.
answer() {
    jq --argjson actor "$actor" --arg choice "$choice" --arg note "$note" \
        '{subject, generation, $actor, $choice} + if $note == "" then {} else {$note} end' <<<"$1" |
        call PromptService/AnswerPrompt |
        jq -r --unbuffered '(.hint // empty | "  >> \(.textId) / \(.textEn) [\(.position) \(.kind)]"),
            (.match // empty | "  \(.score // 0) / \(.threshold)")' || [ -z "${AUTO:-}" ]
}

# Waits until an order waits for a person or has ended; prints its state and its prompt. The stream that is left behind ends
# at its next sign of life.
turn() {
    jq -n --arg id "$1" '{subject: {orderId: $id}, heartbeatSeconds: 1}' | call WatchService/Watch |
        jq -nc --argjson ended "$ended" \
            'first(inputs.order | select(.prompt or (.order.state | IN($ended[])))) | .order.state, .prompt'
}
ended='["ORDER_STATE_HANDED_OVER", "ORDER_STATE_REFUSED", "ORDER_STATE_CANCELLED", "ORDER_STATE_EXHAUSTED", "ORDER_STATE_VOIDED"]'

echo '{}' | call StationService/ListDevices |
    jq -r '.devices[] | "\(.name)\t\(.state)\t\(.model // "-")\t\(.condition.remedyId // "")"'

id=$(jq --argjson actor "$actor" '. + {$actor}' "$order" | call IssuanceService/SubmitOrder | jq -r .order.orderId)
echo "order $id"

while { read -r state && read -r prompt; } < <(turn "$id"); do
    echo "-- $state"
    [ "$prompt" != null ] || break
    choose "$prompt"
    answer "$prompt"
done
[ "$state" = '"ORDER_STATE_HANDED_OVER"' ]

"""Twenty attempts in 48 hours, then a pause, on a store's own clock (C3, W-27, W-28)."""

from datetime import datetime

from dialects import SHOPIFY, Shop
from receiver import Answer, wait_for
from server import create_key, create_store, run_command
from webhook_calls import deliveries, receiver, subscribe, wait_status  # noqa: F401 (receiver is a fixture)

DELAYS = [10, 16, 27, 43, 71, 115, 188, 307, 501, 818, 1334, 2176, 3550, 5790, 9445, 15407, 25132, 40996, 66874]


def test_a_receiver_that_never_answers_gets_twenty_attempts_in_48_hours(server, receiver):
    store = create_store(server.data, "clockwork", "--test-clock")
    shop = Shop(server, SHOPIFY, create_key(server.data, store["name"], "all", "--no-rate-limit"), "clockwork")
    receiver.answers["/hook"] = Answer(500)
    made = subscribe(shop, receiver)
    shop.product("Mug")
    receiver.wait(1)
    wait_for(lambda: deliveries(shop, made)[0]["attempt_count"] == 1, "note of the first attempt")
    run_command("clock", "advance", "49h", "--store", store["name"], data=server.data)
    assert wait_status(shop, made, "paused")["pause_reason"] == "failing"
    delivery = deliveries(shop, made)[0]
    times = [datetime.fromisoformat(attempt["at"]).timestamp() for attempt in delivery["attempts"]]
    assert len(receiver.at()) == len(times) == delivery["attempt_count"] == 20
    waits = [later - earlier for earlier, later in zip(times, times[1:])]
    # Times are shown in whole seconds.
    assert all(abs(wait - delay) <= delay * 0.01 + 1 for wait, delay in zip(waits, DELAYS)), waits
    assert abs(times[-1] - times[0] - 172_800) <= 1_728
    assert len({request.fixed for request in receiver.at()}) == 1

from bot.store import Database, Job, Jobs, Store


async def test_a_job_is_unfinished_until_it_is_ended(database: Database) -> None:
    jobs = Jobs(database)
    first = await jobs.begin(5, 8, "telegram:1001")
    second = await jobs.begin(-(2**40), 9, "telegram:1002")

    assert await jobs.unfinished() == (Job(first, 5, 8, "telegram:1001"), Job(second, -(2**40), 9, "telegram:1002"))

    await jobs.end(first)
    await jobs.end(first)
    assert await jobs.unfinished() == (Job(second, -(2**40), 9, "telegram:1002"),)


async def test_a_job_outlives_a_restart(url: str) -> None:
    store = Store.open(url)
    job = await store.jobs.begin(5, 8, "telegram:1001")
    store.close()
    store = Store.open(url)

    assert await store.jobs.unfinished() == (Job(job, 5, 8, "telegram:1001"),)
    store.close()

"""The assistant's tools through Python's own client, over both transports; every answer is held against the schema of its tool."""

import asyncio
import json
import os
import pathlib
import sys
from urllib.parse import urljoin

import jsonschema
from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client
from mcp.client.streamable_http import streamable_http_client

MOST_BYTES = 8000
CALLS = json.loads((pathlib.Path(__file__).parents[2] / "operations/assistant/variables.json").read_text())


async def check(name, streams):
    """Lists and calls every tool; gives the number of answers and what is wrong with them."""
    answered, wrong = 0, []
    async with streams as (read, write, *_), ClientSession(read, write) as session:
        await session.initialize()
        tools = {tool.name: tool.model_dump(by_alias=True) for tool in (await session.list_tools()).tools}
        if sorted(tools) != sorted(CALLS):
            wrong.append(f"{name}: lists {sorted(tools)}")
        for tool, sets in CALLS.items():
            schema = tools[tool]["outputSchema"]
            jsonschema.Draft202012Validator.check_schema(schema)
            jsonschema.Draft202012Validator.check_schema(tools[tool]["inputSchema"])
            for arguments in sets:
                jsonschema.validate(arguments, tools[tool]["inputSchema"])
                result = (await session.call_tool(tool, arguments)).model_dump(by_alias=True, exclude_none=True, mode="json")
                answered += 1
                size = len(json.dumps(result, ensure_ascii=False, separators=(",", ":")).encode())
                try:
                    jsonschema.validate(result["structuredContent"], schema)
                    assert size <= MOST_BYTES, f"{size} bytes"
                except (AssertionError, KeyError, jsonschema.ValidationError) as error:
                    wrong.append(f"{name} {tool} {arguments}: {error}")
    return answered, wrong


async def main():
    url = urljoin(os.environ["TSUNAGU_URL"], "/mcp")
    environment = {"TSUNAGU_DATABASE": os.environ["TSUNAGU_DATABASE"], "TSUNAGU_LOG": "warn"}
    command = StdioServerParameters(command=os.environ["TSUNAGU_BINARY"], args=["mcp"], env=environment)
    answered, wrong = 0, []
    for name, streams in (("http", streamable_http_client(url)), ("stdio", stdio_client(command))):
        more, problems = await check(name, streams)
        answered, wrong = answered + more, wrong + problems
    print(*wrong, sep="\n", file=sys.stderr)
    print(f"assistant, from Python: {answered} answers, {len(wrong)} wrong")
    return 1 if wrong or not answered else 0


sys.exit(asyncio.run(main()))

"""A small portal of an employer: `python portal.py SCHEMA URL TOKEN EMPLOYER`, with the terms of a
request as JSON on standard input. It asks for the organization EMPLOYER, makes a request for it and
prints what came of both. Every operation is held against the SDL before it is sent."""

import json
import sys

from gql import Client, gql
from gql.transport.exceptions import TransportError
from gql.transport.httpx import HTTPXTransport
from graphql import GraphQLError

ORGANIZATION = gql(
    """
    query Organization($by: OrganizationBy!) {
      organization(by: $by) { id name(locale: KK) nameTranslations { locale text isFallback } }
    }
    """
)

CREATE = gql(
    """
    mutation Create($input: EmployerRequestCreateInput!) {
      employerRequestCreate(input: $input) {
        employerRequest { id status headcount closesAt employer { id } }
        userErrors { code field message }
      }
    }
    """
)

UNKNOWN = gql("{ organizations { nodes { nickname } } }")

schema_path, url, token, employer = sys.argv[1:]
terms = json.load(sys.stdin)
with open(schema_path, encoding="utf-8") as file:
    sdl = file.read()
transport = HTTPXTransport(url=url, headers={"authorization": f"Bearer {token}"})

with Client(schema=sdl, transport=transport) as session:
    try:
        session.execute(UNKNOWN)
    except TransportError:
        sys.exit("what the schema does not have was sent all the same")
    except GraphQLError as error:
        refused = error.message
    ORGANIZATION.variable_values = {"by": {"id": employer}}
    CREATE.variable_values = {"input": {"employerId": employer, "terms": terms}}
    found, made = session.execute(ORGANIZATION), session.execute(CREATE)
    print(json.dumps({"refused": refused, **found, **made}))

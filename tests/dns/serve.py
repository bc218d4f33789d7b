#!/usr/bin/env python3
"""A name server whose zone is a file that may change while it serves.

usage: serve.py ZONE     (lines of a zone file, read anew for each question)

Prints its port once it answers, by UDP and TCP. A line `; fail` makes it say SERVFAIL to everything.
"""

import sys
import time
from pathlib import Path

from dnslib import QTYPE, RCODE, RR
from dnslib.server import BaseResolver, DNSLogger, DNSServer

ZONE = Path(sys.argv[1])


class Zone(BaseResolver):
    def resolve(self, request, handler):
        reply, zone = request.reply(), ZONE.read_text()
        if "; fail" in zone:
            reply.header.rcode = RCODE.SERVFAIL
            return reply
        records = RR.fromZone(zone)
        name, kind = request.q.qname, QTYPE[request.q.qtype]
        for _ in range(8):
            here = [record for record in records if record.rname == name]
            fitting = [record for record in here if kind in (QTYPE[record.rtype], "ANY")]
            alias = [record for record in here if QTYPE[record.rtype] == "CNAME"]
            reply.add_answer(*(fitting or alias))
            if fitting or not alias:
                break
            name = alias[0].rdata.label
        if not any(record.rname == request.q.qname for record in records):
            reply.header.rcode = RCODE.NXDOMAIN
        return reply


def serve(port, tcp):
    server = DNSServer(Zone(), address="127.0.0.1", port=port, tcp=tcp, logger=DNSLogger("-request,-reply"))
    server.start_thread()
    return server.server.server_address[1]


def serve_both():
    """By TCP at a free port, and by UDP at the same one where that is free too."""
    for _ in range(20):
        port = serve(0, tcp=True)
        try:
            return serve(port, tcp=False)
        except OSError:
            continue
    sys.exit("no port is free for both UDP and TCP")


print(serve_both(), flush=True)
while True:
    time.sleep(60)

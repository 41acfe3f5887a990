"""One gcloud command: hands its streams, arguments, environment and folder on, and ends as it ends."""

import json
import os
import signal
import socket
import struct
import sys

connection = socket.socket(socket.AF_UNIX)
connection.connect(sys.argv[1])
order = json.dumps({
    'arguments': sys.argv[2:],
    'environment': dict(os.environ),
    'folder': os.getcwd(),
}).encode()
socket.send_fds(connection, [struct.pack('!I', len(order))], [0, 1, 2])
connection.sendall(order)
answer = connection.recv(struct.calcsize('!i'), socket.MSG_WAITALL)
(status,) = struct.unpack('!i', answer)
if os.WIFSIGNALED(status):
  if os.WTERMSIG(status) != signal.SIGKILL:
    signal.signal(os.WTERMSIG(status), signal.SIG_DFL)
  os.kill(os.getpid(), os.WTERMSIG(status))
sys.exit(os.waitstatus_to_exitcode(status))

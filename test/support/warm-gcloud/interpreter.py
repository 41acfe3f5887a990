"""gcloud, its modules loaded once and a process forked for each command.

Started in the place of gcloud's own main file, by gcloud's own launcher, so that interpreter and
environment are what the launcher makes them: argv is this file, gcloud's main file, the socket.
Each connection brings the three standard streams, the arguments, the environment and the folder of
one command; its answer is the command's wait status.
"""

import atexit
import importlib
import json
import os
import random
import select
import signal
import socket
import struct
import sys

MAIN, SOCKET = sys.argv[1], sys.argv[2]
LIBRARY = os.path.dirname(MAIN)
ENDED = select.EPOLLRDHUP | select.EPOLLHUP
LAUNCHER_SETS = ('CLOUDSDK_ROOT_DIR', 'CLOUDSDK_GSUTIL_PYTHON', 'CLOUDSDK_BQ_PYTHON',
                 'CLOUDSDK_ENCODING', 'PYTHONIOENCODING')

sys.path.insert(0, LIBRARY)
import gcloud  # pylint: disable=wrong-import-position
import googlecloudsdk.gcloud_main  # pylint: disable=wrong-import-position,unused-import


def receive(connection):
  """The streams and the order of a command."""
  size = struct.calcsize('!I')
  header, streams, _, _ = socket.recv_fds(connection, size, 3)
  (length,) = struct.unpack('!I', header)
  text = b''
  while len(text) < length:
    part = connection.recv(length - len(text))
    if not part:
      os._exit(1)
    text += part
  return streams, json.loads(text)


def become(streams, order):
  """Makes this process what the launcher would have started."""
  for number, stream in enumerate(streams):
    os.dup2(stream, number)
    os.close(stream)
  os.chdir(order['folder'])
  launcher = {name: os.environ[name] for name in LAUNCHER_SETS if name in os.environ}
  os.environ.clear()
  os.environ.update(order['environment'])
  os.environ.update(launcher, CLOUDSDK_PYTHON_ARGS='-S')
  random.seed()
  sys.argv = [MAIN] + order['arguments']


def learn(report):
  """Loads what a command had to load by itself, so that the next one need not."""
  with os.fdopen(report) as names:
    for name in names.read().split():
      try:
        importlib.import_module(name)
      except Exception:  # A module that only loads within a command is left to it.
        sys.modules.pop(name, None)


def tell_loaded(report, known):
  """Tells which modules of gcloud a command has loaded."""
  ours = [name for name, module in list(sys.modules.items())
          if name not in known and getattr(module, '__file__', None)]
  os.write(report, ' '.join(ours).encode()[:65536].rpartition(b' ')[0])


def begin(listener, under_way):
  """Forks for a connection; returns nothing in the forked process, and in this one what is to be kept of it."""
  connection, _ = listener.accept()
  reader, writer = os.pipe()
  child = os.fork()
  if child == 0:
    os.close(reader)
    # What is closed there must not stay open here: its events would come under a number used anew.
    for other, report in under_way.values():
      other.close()
      os.close(report)
    listener.close()
    known = set(sys.modules)
    streams, order = receive(connection)
    connection.close()
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    become(streams, order)
    atexit.register(tell_loaded, writer, known)
    return None
  os.close(writer)
  return child, connection, reader


def end(status, connection, reader, events):
  """Answers with how a command has ended."""
  events.unregister(connection)
  try:
    connection.sendall(struct.pack('!i', status))
  except OSError:
    pass  # Nobody waits for it any more.
  connection.close()
  learn(reader)


def serve():
  """Forks for each connection; returns in the forked process, which is ready to be gcloud."""
  listener = socket.socket(socket.AF_UNIX)
  listener.bind(SOCKET)
  listener.listen(64)
  ended, wake = os.pipe()
  os.set_blocking(wake, False)
  signal.signal(signal.SIGCHLD, lambda *_: None)
  signal.set_wakeup_fd(wake)
  events = select.epoll()
  events.register(listener, select.EPOLLIN)
  events.register(ended, select.EPOLLIN)
  events.register(sys.stdin, ENDED)
  under_way = {}
  print(sys.executable, flush=True)
  while True:
    numbers = [number for number, _ in events.poll()]
    if sys.stdin.fileno() in numbers:
      os._exit(0)  # Whoever started this is gone.
    for child, (connection, reader) in list(under_way.items()):
      if connection.fileno() in numbers:
        # Who asked is gone: the command is killed, as gcloud itself would have been.
        os.kill(child, signal.SIGKILL)
    if ended in numbers:
      os.read(ended, 4096)
      for child, (connection, reader) in list(under_way.items()):
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
          del under_way[child]
          end(status, connection, reader, events)
    if listener.fileno() in numbers:
      begun = begin(listener, under_way)
      if begun is None:
        events.close()
        return
      child, connection, reader = begun
      under_way[child] = connection, reader
      events.register(connection, ENDED)


serve()
gcloud.main()

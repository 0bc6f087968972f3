// SPDX-License-Identifier: Apache-2.0
// Loaded before the suite's origin, which would listen on every address of the machine.
const net = require('net')

const listen = net.Server.prototype.listen
net.Server.prototype.listen = function (port) {
  return listen.call(this, port, '127.0.0.1')
}

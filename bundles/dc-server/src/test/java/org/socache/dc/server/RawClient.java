// SPDX-License-Identifier: Apache-2.0
package org.socache.dc.server;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.HexFormat;

import org.socache.dc.protocol.Addition;
import org.socache.dc.protocol.Direction;
import org.socache.dc.protocol.Message;
import org.socache.dc.protocol.MessageReader;
import org.socache.dc.protocol.Operation;
import org.socache.dc.protocol.Status;

/** A client that sends whatever it is told, over TCP. */
final class RawClient implements AutoCloseable {

    final Socket socket;
    private final MessageReader reader = new MessageReader(Direction.RESPONSE);
    private ByteBuffer received = ByteBuffer.allocate(0);
    private int uid;

    RawClient(int port) throws IOException {
        this(new Socket(), port);
    }

    /** With a socket that has been set up. */
    RawClient(Socket socket, int port) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(10_000);
        socket.setTcpNoDelay(true);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 10_000);
    }

    void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    /** Sends bytes written in hex. */
    void send(String hex) throws IOException {
        send(HexFormat.of().parseHex(hex.replaceAll("[ |\n]", "")));
    }

    /** Reads that many bytes, in hex. */
    String receive(int count) throws IOException {
        byte[] bytes = socket.getInputStream().readNBytes(count);
        return HexFormat.ofDelimiter(" ").formatHex(bytes);
    }

    void send(Operation operation, byte[] payload) throws IOException {
        for (ByteBuffer frame : new Message(Direction.REQUEST, ++uid, operation, payload).frames()) {
            send(frame.array());
        }
    }

    /** The payload of the next answer. */
    byte[] receive() throws IOException {
        Message answer = reader.read(received);
        while (answer == null) {
            byte[] bytes = new byte[4096];
            int count = socket.getInputStream().read(bytes);
            if (count < 0) {
                throw new EOFException();
            }
            received = ByteBuffer.wrap(bytes, 0, count);
            answer = reader.read(received);
        }
        return answer.payload();
    }

    byte[] ask(Operation operation, byte[] payload) throws IOException {
        send(operation, payload);
        return receive();
    }

    Status add(byte[] key, byte[] data) throws IOException {
        return Status.of(ask(Operation.ADD, new Addition(60_000, key, data).payload()));
    }

    /** Whether the server has closed or reset the connection; waits for it. */
    boolean isDropped() throws IOException {
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketException reset) {
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}

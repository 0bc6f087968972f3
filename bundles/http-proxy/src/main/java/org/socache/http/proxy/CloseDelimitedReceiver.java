// SPDX-License-Identifier: Apache-2.0
package org.socache.http.proxy;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

import org.eclipse.jetty.client.HttpExchange;
import org.eclipse.jetty.client.HttpResponse;
import org.eclipse.jetty.client.http.HttpChannelOverHTTP;
import org.eclipse.jetty.client.http.HttpReceiverOverHTTP;
import org.eclipse.jetty.http.BadMessageException;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;

/**
 * Reads responses whose Transfer-Encoding does not end with {@code chunked}: their content lasts until the origin closes the
 * connection (RFC 9112 section 6.3), and is then complete (section 8). Jetty's parser, which does the rest, takes them for
 * errors once it has read their head.
 *
 * <p>Errors they stay where the content could not be told: with a Content-Length beside it, or in a registered coding, which
 * nobody asked for and whose bytes the client would take for the content itself.
 *
 * <p>Bounds what a head may take of the heap, and keeps no trailer fields, which nobody is sent: Jetty has no limit for either.
 */
final class CloseDelimitedReceiver extends HttpReceiverOverHTTP {

    /** Registered transfer codings that change the content (RFC 9112 section 7). */
    private static final Set<String> TRANSFORMING = Set.of("compress", "deflate", "gzip", "x-compress", "x-gzip");

    private static final int BUFFER = 16 * 1024;

    /** Bytes of a head, or of the trailer fields, after which no more are read of it: a head of up to a buffer more may pass. */
    static final int LARGEST_HEAD = 16 * 1024;

    private final OriginTransport.OriginConnection connection;

    /** Bytes read so far of a head or of trailer fields; -1 while content is read. */
    private int headBytes;

    /** Whether the head being read has a Transfer-Encoding. */
    private boolean coded;

    /** What came behind the head, once its last field was read; null before, and unless there is a Transfer-Encoding. */
    private ByteBuffer behindHead;

    /** Content that was not passed on yet; null while Jetty reads. Written by whoever may read, one thread at a time. */
    private volatile ByteBuffer unread;

    CloseDelimitedReceiver(HttpChannelOverHTTP channel) {
        super(channel);
        connection = (OriginTransport.OriginConnection) channel.getHttpConnection();
    }

    boolean readsByItself() {
        return unread != null;
    }

    /**
     * Counts what was read, before it is looked at.
     *
     * @throws BadMessageException if the head has not ended with all that was read before
     */
    void read(long bytes) {
        if (headBytes >= LARGEST_HEAD) {
            throw new BadMessageException(
                    HttpStatus.BAD_GATEWAY_502, "its head or trailer is larger than " + LARGEST_HEAD + " bytes");
        }
        if (headBytes >= 0) {
            headBytes += (int) bytes;
        }
    }

    @Override
    public boolean startResponse(HttpVersion version, int status, String reason) {
        coded = false;
        behindHead = null;
        return super.startResponse(version, status, reason);
    }

    @Override
    public void parsedHeader(HttpField field) {
        super.parsedHeader(field);
        coded |= field.getHeader() == HttpHeader.TRANSFER_ENCODING;
        // the parser knows that a field has ended by what follows: the next one, or an empty line
        ByteBuffer buffer = getResponseBuffer();
        boolean last = buffer.get(buffer.position() - 1) == '\n';
        behindHead = coded && last ? buffer.slice() : null;
    }

    /**
     * Content in a registered coding below {@code chunked} is refused: that coding ends here, and the client would get its bytes as
     * the content.
     */
    @Override
    public boolean headerComplete() {
        HttpExchange exchange = coded ? getHttpExchange() : null;
        if (exchange != null
                && hasContent(exchange)
                && codings(exchange.getResponse()).anyMatch(TRANSFORMING::contains)) {
            super.badMessage(new BadMessageException(
                    HttpStatus.BAD_GATEWAY_502, "content in a transfer coding nobody asked for"));
            return true;
        }
        headBytes = -1;
        return super.headerComplete();
    }

    @Override
    public boolean contentComplete() {
        headBytes = 0;
        return super.contentComplete();
    }

    @Override
    public void parsedTrailer(HttpField trailer) {
        // RFC 9110 section 6.5.1: may be discarded
    }

    @Override
    public void badMessage(BadMessageException failure) {
        // with the head behind it, there is but one thing left for the parser to find fault with
        HttpExchange exchange = getHttpExchange();
        if (exchange == null || behindHead == null || !endsWithTheConnection(exchange.getResponse())) {
            super.badMessage(failure);
            return;
        }
        ByteBuffer copy = ByteBuffer.allocate(behindHead.remaining());
        copy.put(behindHead).flip();
        unread = copy;
    }

    private static boolean endsWithTheConnection(HttpResponse response) {
        return response.getStatus() >= 200
                && codings(response).noneMatch(coding -> coding.equals("chunked") || TRANSFORMING.contains(coding));
    }

    /** The names in Transfer-Encoding, in lower case. */
    private static Stream<String> codings(HttpResponse response) {
        return response.getHeaders().getCSV(HttpHeader.TRANSFER_ENCODING, false).stream()
                .map(coding -> coding.toLowerCase(Locale.ROOT).replaceFirst("[ \t]*;.*", ""));
    }

    /** Jetty's loop, until it has met such a head; from then on ours, each time that more may be read. */
    @Override
    public void receive() {
        boolean resumed = readsByItself();
        if (!resumed) {
            super.receive();
            closeIfOverWhileIdle();
        }
        HttpExchange exchange = readsByItself() ? getHttpExchange() : null;
        if (exchange != null && (resumed || responseHeaders(exchange))) {
            passOn(exchange);
        }
    }

    /** Jetty leaves a connection in its pool that ended in disorder while nobody waited for anything on it. */
    private void closeIfOverWhileIdle() {
        if (getHttpExchange() == null && connection.getEndPoint().isInputShutdown()) {
            connection.close();
        }
    }

    /** Until there is nothing to read for the moment, or the client has not taken what it was given. */
    private void passOn(HttpExchange exchange) {
        try {
            boolean more = true;
            while (more) {
                int ready = hasContent(exchange) ? fill() : -1;
                if (ready < 0) {
                    end(exchange);
                } else if (ready == 0) {
                    fillInterested();
                }
                more = ready > 0 && responseContent(exchange, take(), Callback.from(() -> {}, this::fail));
            }
        } catch (IOException broken) {
            fail(broken);
        }
    }

    private void end(HttpExchange exchange) {
        if (connection.broke()) {
            fail(new EOFException(String.valueOf(connection)));
        } else {
            responseSuccess(exchange);
        }
    }

    /** Also for content that Jetty reads to the connection's end: it is not complete where that was an error (section 8). */
    @Override
    public boolean messageComplete() {
        headBytes = 0;
        if (connection.broke()) {
            earlyEOF();
            return false;
        }
        return super.messageComplete();
    }

    private static boolean hasContent(HttpExchange exchange) {
        int status = exchange.getResponse().getStatus();
        return status != 204
                && status != 304
                && !HttpMethod.HEAD.is(exchange.getRequest().getMethod());
    }

    /** How many bytes are unread; 0 if none came yet, -1 at the end. */
    private int fill() throws IOException {
        if (unread.hasRemaining()) {
            return unread.remaining();
        }
        // a new one, since the last may still be on its way to the client
        unread = BufferUtil.allocate(BUFFER);
        return connection.getEndPoint().fill(unread);
    }

    private ByteBuffer take() {
        ByteBuffer content = unread;
        unread = BufferUtil.EMPTY_BUFFER;
        return content;
    }

    private void fail(Throwable failure) {
        if (responseFailure(failure)) {
            connection.fail(failure);
        }
    }

    /** Whether the connection is of no use after this response. */
    @Override
    protected boolean isShutdown() {
        return readsByItself() || super.isShutdown();
    }
}

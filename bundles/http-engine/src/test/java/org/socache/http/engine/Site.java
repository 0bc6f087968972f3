// SPDX-License-Identifier: Apache-2.0
package org.socache.http.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.socache.http.engine.message.EffectiveUri;
import org.socache.http.engine.message.Fields;
import org.socache.http.engine.message.RequestHead;
import org.socache.http.engine.message.ResponseHead;
import org.socache.http.engine.record.Body;
import org.socache.http.engine.record.CacheKey;
import org.socache.http.engine.record.Payload;
import org.socache.http.engine.record.Stored;
import org.socache.http.engine.syntax.HttpDate;

/**
 * A cache in front of a scripted origin: what an adapter does with the engine, without sockets. Origin answers are queued
 * with {@link #origin}; a request without one fails the test.
 */
final class Site implements RecordStore {

    static final long START = Instant.parse("2026-03-01T12:00:00Z").toEpochMilli();

    final Map<CacheKey, byte[]> records = new HashMap<>();
    final List<RequestHead> originSaw = new ArrayList<>();
    final List<CacheKey> damaged = new ArrayList<>();
    private final Map<CacheKey, Long> expiries = new HashMap<>();
    private final Deque<Reply> answers = new ArrayDeque<>();
    private final CacheEngine engine;
    private long now = START;

    /** What somebody answered. */
    record Reply(int status, Fields fields, String body, Reason reason) {
        String field(String name) {
            return fields.combined(name);
        }
    }

    Site() {
        this(CachePolicy.defaults());
    }

    Site(CachePolicy policy) {
        engine = new CacheEngine(policy, () -> Instant.ofEpochMilli(now));
    }

    CacheEngine engine() {
        return engine;
    }

    long now() {
        return now;
    }

    Site pass(long seconds) {
        now += 1000 * seconds;
        return this;
    }

    /** A date that many seconds from now. */
    String date(long seconds) {
        return HttpDate.format(now + 1000 * seconds);
    }

    /** The next answer of the origin: 200, with Date. */
    Site origin(String body, String... fields) {
        return origin(200, body, fields);
    }

    Site origin(int status, String body, String... fields) {
        Fields given = Fields.of(fields);
        Fields dated = given.contains("Date") ? given : given.plus("Date", date(0));
        answers.add(new Reply(status, dated, body, null));
        return this;
    }

    /** The next request finds the origin dead. */
    Site originDead() {
        answers.add(new Reply(0, Fields.EMPTY, "", null));
        return this;
    }

    /** Forgets the answers that were not asked for. */
    void clearOrigin() {
        answers.clear();
    }

    Reply get(String path, String... fields) {
        return send("GET", path, fields);
    }

    Reply send(String method, String path, String... fields) {
        RequestHead request =
                new RequestHead(method, EffectiveUri.of("http", "www.example.com", path), Fields.of(fields));
        RequestDecision decision = engine.decide(request, this);
        if (decision instanceof RequestDecision.ServeAndRevalidate both) {
            exchange(both.background());
            return reply(both.serve());
        }
        if (decision instanceof Serve serve) {
            return reply(serve);
        }
        if (decision instanceof RequestDecision.GatewayTimeout timeout) {
            return new Reply(timeout.head().status(), timeout.head().fields(), "", timeout.reason());
        }
        return exchange(((RequestDecision.Forward) decision).exchange());
    }

    private Reply exchange(Exchange exchange) {
        originSaw.add(exchange.forwarded());
        if (answers.isEmpty()) {
            throw new AssertionError("the origin was asked: " + exchange.forwarded() + " because " + exchange.reason());
        }
        Reply answer = answers.remove();
        if (answer.status == 0) {
            return outcome(engine.failed(exchange), answer);
        }
        return outcome(engine.received(exchange, new ResponseHead(answer.status, answer.fields), this), answer);
    }

    private Reply outcome(ResponseDecision decision, Reply answer) {
        if (decision instanceof ResponseDecision.Store store) {
            apply(store.changes());
            boolean noContent = store.pending().exchange().client().isHead();
            apply(engine.commit(store.pending(), noContent ? Body.EMPTY : bytes(answer.body), this));
            return new Reply(store.head().status(), store.head().fields(), answer.body, store.reason());
        }
        if (decision instanceof ResponseDecision.Pass pass) {
            apply(pass.changes());
            return new Reply(pass.head().status(), pass.head().fields(), answer.body, pass.reason());
        }
        if (decision instanceof ResponseDecision.Answer own) {
            apply(own.changes());
            return reply(own.serve());
        }
        if (decision instanceof ResponseDecision.Combine combine) {
            return outcome(engine.combine(combine.pending(), bytes(answer.body), this), answer);
        }
        if (decision instanceof ResponseDecision.Retry retry) {
            return exchange(retry.exchange());
        }
        ResponseDecision.Fail fail = (ResponseDecision.Fail) decision;
        return new Reply(fail.head().status(), fail.head().fields(), "", fail.reason());
    }

    void apply(Changes changes) {
        changes.removals().forEach(records::remove);
        for (Changes.Put put : changes.puts()) {
            records.put(put.key(), put.stored().encode());
            expiries.put(put.key(), put.expiry());
        }
    }

    @Override
    public Stored load(CacheKey key) {
        byte[] record = expiries.getOrDefault(key, 0L) > now ? records.get(key) : null;
        Stored stored = Stored.decode(record, key);
        if (record != null && stored == null) {
            damaged.add(key);
        }
        return stored;
    }

    /** The last request the origin saw. */
    RequestHead lastSeen() {
        return originSaw.get(originSaw.size() - 1);
    }

    private static Reply reply(Serve serve) {
        StringBuilder body = new StringBuilder();
        try (Payload payload = serve.content()) {
            for (ByteBuffer part = payload.next(); part != null; part = payload.next()) {
                body.append(StandardCharsets.ISO_8859_1.decode(part));
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return new Reply(serve.head().status(), serve.head().fields(), body.toString(), serve.reason());
    }

    private static Body bytes(String body) {
        return Body.of(ByteBuffer.wrap(body.getBytes(StandardCharsets.ISO_8859_1)));
    }
}

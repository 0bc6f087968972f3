// SPDX-License-Identifier: Apache-2.0
package org.socache.http.exchange;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Iterator;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.socache.http.engine.PendingResponse;
import org.socache.http.engine.record.Body;
import org.socache.http.engine.record.Payload;
import org.socache.http.storage.Draft;

/**
 * The content of a response while it passes. It begins in the first storage that may take it; where its length is not known
 * and it outgrows that one, it moves on to the next. Given up, with its room, when none is left.
 */
final class Recording implements Closeable {

    private static final Logger LOG = LoggerFactory.getLogger(Recording.class);

    private final PendingResponse pending;
    private final Iterator<Shelf> shelves;
    private Draft draft;
    private long limit = -1;
    private long length;

    Recording(PendingResponse pending, Shelves shelves) {
        this.pending = pending;
        this.shelves = shelves.accepting(pending.statedLength()).iterator();
        moveOn(0);
    }

    PendingResponse pending() {
        return pending;
    }

    void add(ByteBuffer part) {
        long more = part.remaining();
        if (draft != null && (length + more > limit || length + more > pending.limit())) {
            moveOn(length + more);
        }
        if (draft == null) {
            return;
        }
        try {
            draft.add(part);
            length += more;
        } catch (IOException e) {
            giveUp(e);
        }
    }

    /** To the next storage that takes so much, with what there is so far. */
    private void moveOn(long needed) {
        Draft old = draft;
        draft = null;
        while (draft == null && needed <= pending.limit() && shelves.hasNext()) {
            Shelf shelf = shelves.next();
            if (shelf.limit() >= needed) {
                draft = shelf.storage().draft();
                limit = shelf.limit();
            }
        }
        if (old == null) {
            return;
        }
        try (old) {
            if (draft != null) {
                copy(old.body());
            }
        } catch (IOException e) {
            giveUp(e);
        }
    }

    private void copy(Body body) throws IOException {
        try (Payload payload = body.open()) {
            if (payload == null) {
                throw new IOException("what was recorded so far has gone");
            }
            for (ByteBuffer part = payload.next(); part != null; part = payload.next()) {
                draft.add(part);
            }
        }
    }

    private void giveUp(IOException error) {
        LOG.debug("{} is not recorded: {}", pending.exchange().client().uri(), error.toString());
        draft.close();
        draft = null;
    }

    /** Whether no storage takes it, or it could not be kept. */
    boolean isGivenUp() {
        return draft == null;
    }

    /** All of it. */
    Body content() throws IOException {
        return draft.body();
    }

    /** Lets go of what has not become a record. */
    @Override
    public void close() {
        if (draft != null) {
            draft.close();
        }
    }
}

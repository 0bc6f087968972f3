// SPDX-License-Identifier: Apache-2.0
package org.socache.http.storage;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

import org.osgi.annotation.versioning.ConsumerType;
import org.socache.http.engine.record.Body;

/** The content of a response while it arrives; seen by nobody until a record with its {@link #body} is put. For one thread. */
@ConsumerType
public interface Draft extends Closeable {

    /**
     * Takes the next bytes; the buffer is the caller's again afterwards.
     *
     * @throws IOException if they cannot be kept; the draft is of no more use then
     */
    void add(ByteBuffer part) throws IOException;

    /**
     * All that was added. Once a record with it was put into the storage that made the draft, the bytes are that record's.
     *
     * @throws IOException if it cannot be kept
     */
    Body body() throws IOException;

    /** Forgets the bytes, unless they have become a record's. */
    @Override
    void close();
}

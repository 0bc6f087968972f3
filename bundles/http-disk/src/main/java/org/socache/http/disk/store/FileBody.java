// SPDX-License-Identifier: Apache-2.0
package org.socache.http.disk.store;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;

import org.socache.http.engine.record.Body;
import org.socache.http.engine.record.Payload;

/**
 * A body in a file, or a part of one.
 *
 * @param file laid out as {@link org.socache.http.disk.file.BodyFormat} draws it
 * @param id which body of its entry it is, or will be
 * @param whole bytes of content in the file
 * @param from where the part begins
 * @param length of the part
 * @param draft it is still one; null once it is a body
 * @param faults told of errors
 * @param onDamage run when the file is not what was written, or cannot be read to its end
 */
record FileBody(
        Path file, long id, long whole, long from, long length, FileDraft draft, Faults faults, Runnable onDamage)
        implements Body {

    static FileBody whole(Path file, long id, long length, Faults faults, Runnable onDamage) {
        return new FileBody(file, id, length, 0, length, null, faults, onDamage);
    }

    static FileBody draft(FileDraft draft, long length, Faults faults) {
        return new FileBody(draft.file(), draft.id(), length, 0, length, draft, faults, draft::close);
    }

    boolean isWhole() {
        return length == whole;
    }

    @Override
    public Body slice(long start, long bytes) {
        Objects.checkFromIndexSize(start, bytes, length);
        return new FileBody(file, id, whole, from + start, bytes, draft, faults, onDamage);
    }

    /** What fits into a buffer has been read and checked when this returns. */
    @Override
    public Payload open() {
        try {
            return FilePayload.open(this);
        } catch (NoSuchFileException replacedOrCleaned) {
            return null;
        } catch (DamagedBodyException e) {
            damaged();
            return null;
        } catch (IOException e) {
            faults.unusable(e);
            return null;
        }
    }

    /** The rest of it cannot be read: whoever asks next shall not come as far as here again. */
    void unreadable(IOException error) {
        faults.unusable(error);
        onDamage.run();
    }

    void damaged() {
        faults.damaged(Fault.DAMAGED_BODY, file);
        onDamage.run();
    }
}

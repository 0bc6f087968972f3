// SPDX-License-Identifier: Apache-2.0
package org.socache.shell.refusal;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;

import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.support.CommandException;

/**
 * A command that can be refused. Who typed it is told why, and a script ends; the node's log stays as it is, in which Karaf would
 * note any other exception as an error, with its stack.
 */
public abstract class RefusableAction implements Action {

    @Override
    public final Object execute() throws Exception {
        try {
            run();
            return null;
        } catch (IllegalArgumentException | IllegalStateException | IOException refused) {
            throw refusal(refused);
        }
    }

    /** What Karaf shows of an exception, and notes nowhere. */
    private static CommandException refusal(Exception refused) {
        String reason = reason(refused);
        return new CommandException("Error executing command: " + reason, reason, refused);
    }

    /** What these two say beside the file is nothing, or the same in fewer words. */
    private static String reason(Exception refused) {
        if (refused instanceof NoSuchFileException absent) {
            return "there is no file " + absent.getFile();
        }
        if (refused instanceof AccessDeniedException closed) {
            return "this node may not open " + closed.getFile();
        }
        return refused.getMessage();
    }

    /** Does it, or throws what is to be told. */
    protected abstract void run() throws Exception;
}

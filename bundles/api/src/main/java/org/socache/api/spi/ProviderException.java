// SPDX-License-Identifier: Apache-2.0
package org.socache.api.spi;

/** A provider cannot answer now: its server is down, slow or talks nonsense. The message names the server and the fault. */
public final class ProviderException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public ProviderException(String message) {
        super(message);
    }

    public ProviderException(String message, Throwable cause) {
        super(message, cause);
    }
}

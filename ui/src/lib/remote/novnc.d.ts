/** The part of noVNC that is used; its package has no types. */
declare module '@novnc/novnc' {
  export default class RFB extends EventTarget {
    constructor(target: HTMLElement, channel: object, options?: { shared?: boolean; credentials?: { password?: string } });
    viewOnly: boolean;
    scaleViewport: boolean;
    background: string;
    showDotCursor: boolean;
    focusOnClick: boolean;
    sendCredentials(credentials: { password: string }): void;
    disconnect(): void;
  }
}

"""What a person does on the page, in steps that several tests take."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from ui import texts


def ask(page: Page, question: str) -> None:
    box = page.get_by_test_id("stChatInput").get_by_role("textbox")
    box.fill(question)
    box.press("Enter")


def anew(page: Page) -> None:
    """A new conversation, from the moment that it is there."""
    page.get_by_role("button", name=texts.NEW).click()
    expect(page.get_by_text(texts.EMPTY_HEAD)).to_be_visible()
    settled(page)


def unfold(title: Locator) -> None:
    """Open or close a fold by its title, and wait until it stands."""
    title.click()
    settled(title.page)


def settled(page: Page) -> None:
    """The script has ended and no fold moves any more.

    A press while a fold opens can get lost: what is half open is cut off, so the browser is told to scroll inside
    it, and it slides back between the button's going down and its coming up.
    """
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    page.wait_for_function(
        """() => {
            const moves = [...document.querySelectorAll("details")].some(d => d.style.overflow || d.getAnimations().length);
            window.still = moves ? 0 : (window.still ?? 0) + 1;
            if (window.still < 3) return false;
            window.still = 0;
            return true;
        }"""
    )


def answered(page: Page, count: int = 1) -> None:
    expect(page.get_by_test_id("stFeedback")).to_have_count(count)
    settled(page)


def load(page: Page, path: Path, replace: bool = False, at_once: bool = False) -> None:
    """Add a file at the left; `at_once` ticks the box right before the press, without waiting for the page."""
    unfold(page.locator(".st-key-upload summary"))
    tick = page.locator(".st-key-upload-replace").get_by_text(texts.UPLOAD_REPLACE, exact=True)
    if replace and not at_once:
        tick.click()
        settled(page)
    page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(path)
    button = page.get_by_role("button", name=texts.UPLOAD_BUTTON_ONE.format(name=path.name))
    if replace and at_once:
        button.wait_for()
        tick.click()
    button.click()


def tab(page: Page, name: str) -> None:
    page.get_by_role("tab", name=name).last.click()


def menu(page: Page, name: str) -> Locator:
    """Open one of the menus under the latest answer; what is in it."""
    page.get_by_role("button", name=name, exact=True).last.click()
    opened = page.get_by_test_id("stPopoverBody")
    opened.wait_for()
    settled(page)
    return opened


def choose(page: Page, within: Locator, label: str, option: str) -> None:
    within.get_by_label(label, exact=False).first.click()
    page.get_by_role("option", name=option, exact=True).click()
    settled(page)


def stop(page: Page) -> None:
    """Press the button beside a question at work."""
    page.locator('[class*="st-key-work-"]').get_by_role("button", name=texts.STOP).click()


def calm(page: Page) -> None:
    """The script has ended and nothing on the page has changed for a while: what is to be seen is there."""
    settled(page)
    page.evaluate(
        """() => new Promise(done => {
            const root = document.getElementById("root");
            let timer = setTimeout(end, 400);
            const seen = new MutationObserver(() => { clearTimeout(timer); timer = setTimeout(end, 400); });
            const latest = setTimeout(end, 8000);
            seen.observe(root, {childList: true, subtree: true, attributes: true, characterData: true});
            function end() { seen.disconnect(); clearTimeout(latest); done(); }
        })"""
    )
    settled(page)


def fits(page: Page) -> bool:
    """Whether the page is no wider than its window."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))


def step(page: Page, said: str) -> Locator:
    """A line of the Steps of a question at work, not the same words where a listener is told them."""
    return page.locator('[class*="st-key-steps-"]').get_by_text(said)

"""Addresses of this room, as whole paths: the site includes them at the root."""

from datetime import date

from django.urls import path, register_converter

from roadshows.views import (
    agenda,
    board,
    calls,
    checkin,
    checklists,
    claims,
    clones,
    door,
    drafts,
    editions,
    feeds,
    interest,
    invitations,
    matching,
    materials,
    meetings,
    months,
    moves,
    outcomes,
    papers,
    past,
    pool,
    register,
    registrations,
    reports,
    review_panel,
    reviews,
    rolling,
    selection,
    sheets,
    wishes,
)


class MonthConverter:
    """2026-11 as the first day of that month; 2026-13 is no address."""

    regex = r"(?:19|20|21)\d{2}-(?:0[1-9]|1[0-2])"

    def to_python(self, value):
        return date.fromisoformat(f"{value}-01")

    def to_url(self, value):
        return f"{value:%Y-%m}" if isinstance(value, date) else value


register_converter(MonthConverter, "month")

app_name = "roadshows"
urlpatterns = [
    path("roadshows/", months.edition_list, name="list"),
    path("roadshows/calendar/", months.calendar, name="calendar"),
    path("roadshows/calendar/<month:month>/", months.calendar, name="calendar"),
    path("roadshows/create-month/", months.create_month, name="create_month"),
    path("roadshows/compare/", reports.compare, name="compare"),
    path("roadshows/pool/", pool.PoolList.as_view(), name="pool"),
    path("roadshows/past/", past.imports, name="past"),
    path("roadshows/past/template.xlsx", past.template, name="past_template"),
    path("roadshows/past/<int:pk>/", past.one, name="past_one"),
    path("roadshows/past/<int:pk>/confirm/", past.confirm, name="past_confirm"),
    path("roadshows/past/<int:pk>/undo/", past.undo, name="past_undo"),
    path("roadshows/claims/", claims.claims, name="claims"),
    path("roadshows/claims/<int:pk>/claim/", claims.claim, name="claim"),
    path("roadshows/feed/", feeds.feed_page, name="feed_page"),
    path("feed/<str:token>.ics", feeds.feed, name="feed"),
    # --- registering
    path("roadshows/register/", register.register_anywhere, name="register"),
    path("roadshows/register/companies/", drafts.found_companies, name="found_companies"),
    path("roadshows/register/duplicates/", drafts.duplicates, name="duplicates"),
    path("roadshows/register/amount/", drafts.amount_in_words, name="amount_in_words"),
    path("roadshows/autosave/", drafts.autosave, name="autosave"),
    path("roadshows/drafts/<uuid:uid>/discard/", drafts.discard, name="discard"),
    path("roadshows/drafts/<uuid:uid>/ask-extension/", drafts.ask_extension, name="ask_extension"),
    path("roadshows/registered/<uuid:uid>/", register.registered, name="registered"),
    # --- one registration
    path("roadshows/registrations/<int:pk>/", registrations.registration, name="registration"),
    path("roadshows/registrations/<int:pk>/edit/", registrations.edit, name="registration_edit"),
    path("roadshows/registrations/<int:pk>/materials/", materials.materials, name="materials"),
    path("roadshows/registrations/<int:pk>/outcome/", outcomes.outcome, name="outcome"),
    path("roadshows/registrations/<int:pk>/chase/", materials.chase, name="chase"),
    path("roadshows/registrations/<int:pk>/upload/<slug:code>/", materials.upload, name="upload_add"),
    path("roadshows/uploads/<int:pk>/", materials.download, name="upload"),
    path("roadshows/uploads/<int:pk>/withdraw/", materials.withdraw_upload, name="upload_withdraw"),
    path("roadshows/registrations/<int:pk>/reply/", interest.reply, name="registration_reply"),
    path("roadshows/registrations/<int:pk>/move/<slug:code>/", moves.move, name="move"),
    path("roadshows/registrations/<int:pk>/prepare/<slug:code>/", selection.prepare, name="prepare"),
    path("roadshows/registrations/<int:pk>/unprepare/", selection.unprepare, name="unprepare"),
    path("roadshows/registrations/<int:pk>/rank/", selection.rank, name="rank"),
    path("roadshows/registrations/<int:pk>/roll/", rolling.roll, name="roll"),
    # --- one invited fund
    path("roadshows/invitations/<int:pk>/", invitations.invitation, name="invitation"),
    path("roadshows/invitations/<int:pk>/edit/", invitations.edit, name="invitation_edit"),
    path("roadshows/invitations/<int:pk>/invite/", invitations.ask, name="invitation_ask"),
    path("roadshows/invitations/<int:pk>/drop/", invitations.drop, name="invitation_drop"),
    path("roadshows/invitations/<int:pk>/mark/", interest.mark, name="invitation_mark"),
    path("roadshows/invitations/<int:pk>/interest/<int:project>/", interest.pair, name="invitation_interest"),
    path("roadshows/interest/<int:pk>/deck-sent/", interest.deck_sent, name="deck_sent"),
    # --- one 1:1 meeting
    path("roadshows/meetings/<int:pk>/", meetings.meeting, name="meeting"),
    path("roadshows/meetings/<int:pk>/pin/", meetings.pin, name="meeting_pin"),
    path("roadshows/meetings/<int:pk>/remove/", meetings.remove, name="meeting_remove"),
    # --- an expert's own sheets
    path("roadshows/scoring/", sheets.my_sheets, name="my_sheets"),
    path("roadshows/scoring/<int:pk>/", sheets.sheet, name="sheet"),
    # --- the login-free call
    path("call/<slug:slug>/", calls.call, name="call"),
    path("call/<slug:slug>/apply/", calls.apply, name="apply"),
    path("call/<slug:slug>/thanks/<uuid:uid>/", calls.thanks, name="thanks"),
    # --- the poster at the desk
    path("check-in/<str:token>/", door.arrive, name="door"),
    # --- one edition; behind the fixed words above
    path("roadshows/<slug:slug>.ics", feeds.edition_ics, name="ics"),
    path("roadshows/<slug:slug>/", editions.edition, name="edition"),
    path("roadshows/<slug:slug>/edit/", editions.edit, name="edition_edit"),
    path("roadshows/<slug:slug>/reschedule/", editions.reschedule, name="reschedule"),
    path("roadshows/<slug:slug>/extend/", editions.extend, name="extend"),
    path("roadshows/<slug:slug>/do/<slug:code>/", editions.step, name="edition_step"),
    path("roadshows/<slug:slug>/checklist/", checklists.checklist, name="checklist"),
    path("roadshows/<slug:slug>/chase/", materials.chase_all, name="chase_all"),
    path("roadshows/<slug:slug>/clone/", clones.clone, name="clone"),
    path("roadshows/<slug:slug>/report/", reports.report, name="report"),
    path("roadshows/<slug:slug>/attendance/", reports.attendance, name="attendance"),
    path("roadshows/<slug:slug>/viewers/", reports.viewers, name="viewers"),
    path("roadshows/<slug:slug>/check-in/", checkin.desk, name="checkin"),
    path("roadshows/<slug:slug>/check-in/tap/", checkin.tap, name="checkin_tap"),
    path("roadshows/<slug:slug>/check-in/guest/", checkin.guest, name="checkin_guest"),
    path("roadshows/<slug:slug>/check-in/<int:pk>/undo/", checkin.undo, name="checkin_undo"),
    path("roadshows/<slug:slug>/check-in/poster/", checkin.poster, name="checkin_poster"),
    path("roadshows/<slug:slug>/check-in/code/", checkin.code, name="checkin_code"),
    path("roadshows/<slug:slug>/board/", board.board, name="board"),
    path("roadshows/<slug:slug>/decisions/", selection.decisions, name="decisions"),
    path("roadshows/<slug:slug>/invitations/", invitations.page, name="invitations"),
    path("roadshows/<slug:slug>/invitations/propose/", invitations.propose, name="propose"),
    path("roadshows/<slug:slug>/invitations/invite/", invitations.invite_wave, name="invite_wave"),
    path("roadshows/<slug:slug>/interest/", interest.page, name="interest"),
    path("roadshows/<slug:slug>/matching/", matching.page, name="matching"),
    path("roadshows/<slug:slug>/agenda/", agenda.show, name="agenda"),
    path("roadshows/<slug:slug>/agenda/add/", agenda.add, name="agenda_add"),
    path("roadshows/<slug:slug>/agenda/restore/", agenda.restore, name="agenda_restore"),
    path("roadshows/<slug:slug>/agenda/lay-out/", agenda.lay_out, name="agenda_lay_out"),
    path("roadshows/<slug:slug>/agenda/draw/", agenda.draw, name="agenda_draw"),
    path("roadshows/<slug:slug>/agenda/pitches/", agenda.pitches, name="agenda_pitches"),
    path("roadshows/<slug:slug>/agenda/publish/", agenda.publish, name="agenda_publish"),
    path("roadshows/<slug:slug>/agenda/<int:pk>/", agenda.edit, name="agenda_item"),
    path("roadshows/<slug:slug>/agenda/<int:pk>/move/", agenda.move, name="agenda_move"),
    path("roadshows/<slug:slug>/agenda/<int:pk>/remove/", agenda.remove, name="agenda_remove"),
    path("roadshows/<slug:slug>/meetings/", meetings.page, name="meetings"),
    path("roadshows/<slug:slug>/meetings/set-up/", meetings.set_up, name="meetings_set_up"),
    path("roadshows/<slug:slug>/meetings/solve/", meetings.solve, name="meetings_solve"),
    path("roadshows/<slug:slug>/meetings/stop/", meetings.stop, name="meetings_stop"),
    path("roadshows/<slug:slug>/meetings/progress/", meetings.progress, name="meetings_progress"),
    path("roadshows/<slug:slug>/meetings/publish/", meetings.publish, name="meetings_publish"),
    path("roadshows/<slug:slug>/meetings/held/", meetings.held, name="meetings_held"),
    path("roadshows/<slug:slug>/meetings/add/<int:reg>/<int:invitation>/", meetings.add, name="meetings_add"),
    path("roadshows/<slug:slug>/meetings/wishes/<slug:side>/<int:pk>/", wishes.wishes_of, name="wishes"),
    path("roadshows/<slug:slug>/pack/", papers.pack, name="pack"),
    path("roadshows/<slug:slug>/pack/<slug:code>/", papers.pack, name="pack_part"),
    path("roadshows/<slug:slug>/plan/", papers.plan, name="plan"),
    path("roadshows/<slug:slug>/plan/approve/", papers.approve, name="plan_approve"),
    path("roadshows/<slug:slug>/promote/", board.promote, name="promote"),
    path("roadshows/<slug:slug>/review-all/", board.review_all, name="review_all"),
    path("roadshows/<slug:slug>/register/", register.register, name="register"),
    # --- its review
    path("roadshows/<slug:slug>/review/", reviews.review, name="review"),
    path("roadshows/<slug:slug>/review/prepare/", reviews.prepare, name="review_prepare"),
    path("roadshows/<slug:slug>/review/settings/", reviews.settings, name="review_settings"),
    path("roadshows/<slug:slug>/review/do/<slug:code>/", reviews.step, name="review_step"),
    path("roadshows/<slug:slug>/review/rubric/", review_panel.rubric, name="review_rubric"),
    path("roadshows/<slug:slug>/review/panel/", review_panel.panel, name="review_panel"),
    path("roadshows/<slug:slug>/review/panel/<int:pk>/leave/", review_panel.leave, name="review_leave"),
    path("roadshows/<slug:slug>/review/ties/", review_panel.tie, name="review_tie"),
    path("roadshows/<slug:slug>/review/ties/<int:pk>/lift/", review_panel.lift, name="review_lift"),
    path("roadshows/<slug:slug>/review/projects/<int:pk>/", reviews.project, name="review_project"),
    path("roadshows/<slug:slug>/review/projects/<int:pk>/assign/", reviews.assign, name="review_assign"),
    path("roadshows/<slug:slug>/review/sheets/<int:pk>/take-back/", reviews.take_back, name="review_take_back"),
]
